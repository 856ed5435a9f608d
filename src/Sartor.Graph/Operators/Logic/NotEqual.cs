using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>x ≠ y. ONNX has none; TFLite NOT_EQUAL.</summary>
public sealed record NotEqual : ElementwiseComparison
{
    protected override bool Holds(int order, bool unordered) => unordered || order != 0;

    /// <summary>Not of Equal.</summary>
    internal sealed class Onnx() : OnnxBinding<NotEqual>()
    {
        public override void Write(Node node, WriteContext cx) => cx.Emit(
            Raw("Not"), [Step(cx, $"{node.Name}/equal", "Equal", node.Output.Type, [.. node.Inputs])], node.Outputs);
    }

    internal sealed class TFLite() : TFLiteElementwise<NotEqual>("NOT_EQUAL", 2, _ => new NotEqual(), new(2, 4));
}
