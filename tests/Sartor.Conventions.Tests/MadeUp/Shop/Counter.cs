namespace Sartor.Conventions.Tests.MadeUp.Shop;

public sealed class Counter : Trade
{
    public static IReadOnlyList<Goods> Sell() => new Stock().Equals(null) ? [] : [new Goods()];
}
