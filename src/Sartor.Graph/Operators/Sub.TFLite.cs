namespace Sartor.Graph.Operators;

public sealed partial record Sub
{
    internal sealed class TFLite() : TFLiteSum<Sub>("SUB", activation => new Sub(activation), new(2, 5) { Int64 = 4, HighRank = 3, OnlyBroadcast = true });
}
