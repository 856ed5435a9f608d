using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>x for x &gt; Alpha, else 0. ONNX ThresholdedRelu 10–22.</summary>
public sealed record ThresholdedRelu(float Alpha) : ElementwiseUnary
{
    public override double Apply(double x) => x > Alpha ? x : 0;

    internal sealed class Onnx() : OnnxBinding("ThresholdedRelu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new ThresholdedRelu(cx.Raw.Float("alpha", 1)), cx.Input(0))];
    }
}
