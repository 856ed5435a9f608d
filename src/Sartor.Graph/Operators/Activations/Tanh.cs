using Sartor.Graph.Bindings;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>The hyperbolic tangent. ONNX Tanh 6–13; TFLite TANH.</summary>
public sealed record Tanh : ElementwiseUnary
{
    public override double Apply(double x) => Math.Tanh(x);

    internal sealed class Onnx() : OnnxElementwise<Tanh>("Tanh", new Tanh(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Tanh>("TANH", 1, _ => new Tanh(), new(2, 3), Int8Rule.SignedUnitInterval);
}
