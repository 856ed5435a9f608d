namespace Sartor.Conventions.Tests.MadeUp.Open;

internal static class Key
{
    public static int Teeth() => 7;
}
