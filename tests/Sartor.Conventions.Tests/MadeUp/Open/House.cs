using Sartor.Conventions.Tests.MadeUp.Open.Rooms;

namespace Sartor.Conventions.Tests.MadeUp.Open;

internal static class House
{
    public static int Rooms() => Kitchen.Doors() + 1;
}
