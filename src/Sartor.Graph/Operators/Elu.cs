using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>x for x ≥ 0, Alpha · (e^x − 1) below. ONNX Elu 6–22; TFLite ELU (Alpha = 1).</summary>
public sealed partial record Elu(float Alpha) : ElementwiseUnary
{
    public override double Apply(double x) => x < 0 ? Alpha * (Math.Exp(x) - 1) : x;

    internal sealed class Onnx() : OnnxBinding("Elu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Elu(cx.Raw.Float("alpha", 1)), cx.Input(0))];
    }
}
