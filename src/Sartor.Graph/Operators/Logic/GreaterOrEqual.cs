using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>x ≥ y. ONNX GreaterOrEqual 12–16; TFLite GREATER_EQUAL.</summary>
public sealed record GreaterOrEqual : ElementwiseComparison
{
    protected override bool Holds(int order, bool unordered) => !unordered && order >= 0;

    internal sealed class Onnx() : OnnxElementwise<GreaterOrEqual>("GreaterOrEqual", new GreaterOrEqual(), 2);

    internal sealed class TFLite() : TFLiteElementwise<GreaterOrEqual>("GREATER_EQUAL", 2, _ => new GreaterOrEqual(), new(2, 3));
}
