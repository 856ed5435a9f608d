using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>x for x ≥ 0, Alpha · x below. ONNX LeakyRelu 6–16, where the default is 0.01; TFLite LEAKY_RELU.</summary>
public sealed partial record LeakyRelu(float Alpha) : ElementwiseUnary
{
    public override double Apply(double x) => x < 0 ? Alpha * x : x;

    internal sealed class Onnx() : OnnxBinding("LeakyRelu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new LeakyRelu(cx.Raw.Float("alpha", 0.01f)), cx.Input(0))];
    }
}
