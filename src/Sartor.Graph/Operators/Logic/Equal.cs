using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>x = y. ONNX Equal 7–19; TFLite EQUAL.</summary>
public sealed record Equal : ElementwiseComparison
{
    protected override bool Holds(int order, bool unordered) => !unordered && order == 0;

    internal sealed class Onnx() : OnnxElementwise<Equal>("Equal", new Equal(), 2);

    internal sealed class TFLite() : TFLiteElementwise<Equal>("EQUAL", 2, _ => new Equal(), new(2, 5));
}
