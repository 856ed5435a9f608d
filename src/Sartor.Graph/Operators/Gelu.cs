using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>x · Φ(x), Φ the standard normal distribution (Hendrycks and Gimpel, arXiv 1606.08415). ONNX Gelu 20; TFLite GELU.</summary>
/// <param name="Approximate">True: ½x(1 + tanh(√(2/π)(x + 0.044715x³))).</param>
public sealed partial record Gelu(bool Approximate) : ElementwiseUnary
{
    public override double Apply(double x) => Approximate
        ? 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))
        : 0.5 * x * (1 + Erf.Of(x / Math.Sqrt(2)));

    internal sealed class Onnx() : OnnxBinding("Gelu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Gelu(cx.Raw.String("approximate", "none") == "tanh"), cx.Input(0))];
    }
}
