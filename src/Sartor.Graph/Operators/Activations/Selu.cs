using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>Gamma · x for x &gt; 0, Gamma · Alpha · (e^x − 1) below. ONNX Selu 6–22.</summary>
public sealed record Selu(float Alpha, float Gamma) : ElementwiseUnary
{
    public override double Apply(double x) => x > 0 ? Gamma * x : Gamma * Alpha * (Math.Exp(x) - 1);

    internal sealed class Onnx() : OnnxBinding("Selu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Selu(cx.Raw.Float("alpha", 1.67326319f), cx.Raw.Float("gamma", 1.05070102f)), cx.Input(0))];
    }
}
