using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>x ≤ y. ONNX LessOrEqual 12–16; TFLite LESS_EQUAL.</summary>
public sealed record LessOrEqual : ElementwiseComparison
{
    protected override bool Holds(int order, bool unordered) => !unordered && order <= 0;

    internal sealed class Onnx() : OnnxElementwise<LessOrEqual>("LessOrEqual", new LessOrEqual(), 2);

    internal sealed class TFLite() : TFLiteElementwise<LessOrEqual>("LESS_EQUAL", 2, _ => new LessOrEqual(), new(2));
}
