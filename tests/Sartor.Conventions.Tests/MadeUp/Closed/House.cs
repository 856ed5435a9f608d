using Sartor.Conventions.Tests.MadeUp.Closed.Rooms;

namespace Sartor.Conventions.Tests.MadeUp.Closed;

internal static class House
{
    public static int Rooms() => Kitchen.Doors(2) + 1;
}
