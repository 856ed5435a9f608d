using Sartor.Conventions.Tests.MadeUp.Round.Attic;

namespace Sartor.Conventions.Tests.MadeUp.Round.Cellar;

internal static class Shelf
{
    public static int Boards() => Beam.Length();
}
