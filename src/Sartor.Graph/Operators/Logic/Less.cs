using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>x &lt; y. ONNX Less 7–13; TFLite LESS.</summary>
public sealed record Less : ElementwiseComparison
{
    protected override bool Holds(int order, bool unordered) => !unordered && order < 0;

    internal sealed class Onnx() : OnnxElementwise<Less>("Less", new Less(), 2);

    internal sealed class TFLite() : TFLiteElementwise<Less>("LESS", 2, _ => new Less(), new(2, 3));
}
