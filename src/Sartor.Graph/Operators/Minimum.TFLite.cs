using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators;

public sealed partial record Minimum
{
    internal sealed class TFLite() : TFLiteElementwise<Minimum>("MINIMUM", 2, _ => new Minimum(), new(2, 4) { HighRank = 3, OnlyBroadcast = true }, Int8Rule.SameAsOutput);
}
