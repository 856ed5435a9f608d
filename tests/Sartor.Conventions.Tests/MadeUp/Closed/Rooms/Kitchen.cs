namespace Sartor.Conventions.Tests.MadeUp.Closed.Rooms;

internal static class Kitchen
{
    public static int Doors(int floors) => floors > 0 ? House.Rooms() : 0;
}
