using Sartor.Conventions.Tests.MadeUp.Round.Cellar;

namespace Sartor.Conventions.Tests.MadeUp.Round;

internal static class Stairs
{
    public static int Steps() => Shelf.Boards();
}
