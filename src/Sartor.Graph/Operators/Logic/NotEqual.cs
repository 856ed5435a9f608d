using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>x ≠ y. ONNX has none; TFLite NOT_EQUAL.</summary>
public sealed record NotEqual : ElementwiseComparison
{
    protected override bool Holds(int order, bool unordered) => unordered || order != 0;

    internal sealed class TFLite() : TFLiteElementwise<NotEqual>("NOT_EQUAL", 2, _ => new NotEqual(), new(2, 4));
}
