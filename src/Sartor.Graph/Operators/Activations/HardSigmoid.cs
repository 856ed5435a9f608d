using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>min(max(Alpha · x + Beta, 0), 1). ONNX HardSigmoid 6–22, where the defaults are 0.2 and 0.5.</summary>
public sealed record HardSigmoid(float Alpha, float Beta) : ElementwiseUnary
{
    public override double Apply(double x) => Math.Clamp((Alpha * x) + Beta, 0, 1);

    internal sealed class Onnx() : OnnxBinding("HardSigmoid")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new HardSigmoid(cx.Raw.Float("alpha", 0.2f), cx.Raw.Float("beta", 0.5f)), cx.Input(0))];
    }
}
