using Sartor.Graph.Bindings;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>1 / (1 + e^−x). ONNX Sigmoid 6–13; TFLite LOGISTIC.</summary>
public sealed record Logistic : ElementwiseUnary
{
    public override double Apply(double x) => 1 / (1 + Math.Exp(-x));

    internal sealed class Onnx() : OnnxElementwise<Logistic>("Sigmoid", new Logistic(), 1, Int8Rule.UnitInterval);

    internal sealed class TFLite() : TFLiteElementwise<Logistic>("LOGISTIC", 1, _ => new Logistic(), new(2, 3), Int8Rule.UnitInterval);
}
