namespace Sartor.Graph.Operators;

public sealed partial record Div
{
    internal sealed class TFLite() : TFLiteElementwise<Div>("DIV", 2, activation => new Div(activation), new() { HighRank = 2, OnlyBroadcast = true });
}
