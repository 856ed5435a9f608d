using Sartor.Graph.Layouts;

namespace Sartor.Graph.Tests.Layouts;

public sealed class LayoutPriceTests
{
    /// <summary>It adds and compares as the integer that has the first number in its upper 64 bits, by the integers of .NET.</summary>
    [Fact]
    public void Price_IsComparedAsOneNumberOf128Bits()
    {
        var random = new Random(5);
        LayoutPrice Any() => new(random.Next(0, 4), random.NextInt64(-5, 5));
        static Int128 Exact(LayoutPrice price) => ((Int128)price.Bytes << 64) + price.Rest;

        for (var round = 0; round < 1000; round++)
        {
            var (a, b) = (Any(), Any());

            Exact(a + b).ShouldBe(Exact(a) + Exact(b));
            Exact(a - b).ShouldBe(Exact(a) - Exact(b));
            Exact(3 * a).ShouldBe(3 * Exact(a));
            Exact(LayoutPrice.Min(a, b)).ShouldBe(Int128.Min(Exact(a), Exact(b)));
            (a < b).ShouldBe(Exact(a) < Exact(b));
            (a > b).ShouldBe(Exact(a) > Exact(b));
            (a <= b).ShouldBe(Exact(a) <= Exact(b));
            (a >= b).ShouldBe(Exact(a) >= Exact(b));
            (a == b).ShouldBe(Exact(a) == Exact(b));
            a.CompareTo(b).ShouldBe(Exact(a).CompareTo(Exact(b)));
        }
    }
}
