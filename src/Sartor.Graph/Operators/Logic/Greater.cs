using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>x &gt; y. ONNX Greater 7–13; TFLite GREATER.</summary>
public sealed record Greater : ElementwiseComparison
{
    protected override bool Holds(int order, bool unordered) => !unordered && order > 0;

    internal sealed class Onnx() : OnnxElementwise<Greater>("Greater", new Greater(), 2);

    internal sealed class TFLite() : TFLiteElementwise<Greater>("GREATER", 2, _ => new Greater(), new(2));
}
