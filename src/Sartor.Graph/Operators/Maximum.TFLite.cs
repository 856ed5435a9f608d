using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators;

public sealed partial record Maximum
{
    internal sealed class TFLite() : TFLiteElementwise<Maximum>("MAXIMUM", 2, _ => new Maximum(), new(2, 4) { HighRank = 3, OnlyBroadcast = true }, Int8Rule.SameAsOutput);
}
