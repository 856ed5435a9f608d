namespace Sartor.Conventions.Tests.MadeUp.Round.Attic;

internal static class Beam
{
    public static int Length() => Stairs.Steps();
}
