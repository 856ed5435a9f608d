using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>1 / √x. TFLite RSQRT.</summary>
public sealed record Rsqrt : ElementwiseUnary
{
    public override double Apply(double x) => 1 / Math.Sqrt(x);

    /// <summary>Reciprocal of Sqrt.</summary>
    internal sealed class Onnx() : OnnxBinding<Rsqrt>()
    {
        public override void Write(Node node, WriteContext cx) => cx.Emit(
            Raw("Reciprocal"), [Step(cx, $"{node.Name}/root", "Sqrt", Real(node.Input(0)), node.Input(0))], node.Outputs);
    }

    internal sealed class TFLite() : TFLiteElementwise<Rsqrt>("RSQRT", 1, _ => new Rsqrt(), new(2, 3), Int8Rule.Free);
}
