namespace Sartor.Conventions.Tests.MadeUp.Open.Rooms;

internal static class Kitchen
{
    public static int Doors() => Key.Teeth() - 5;
}
