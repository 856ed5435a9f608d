using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>x · tanh(ln(1 + e^x)). ONNX Mish 18–22.</summary>
public sealed record Mish : ElementwiseUnary
{
    public override double Apply(double x) => x * Math.Tanh(x > 30 ? x : Math.Log(1 + Math.Exp(x)));

    /// <summary>Before operator set 18 there is no Mish: it is x · tanh(softplus(x)).</summary>
    internal sealed class Onnx() : OnnxElementwise<Mish>("Mish", new Mish(), 1)
    {
        public override void Write(Node node, WriteContext context)
        {
            var (x, type) = (node.Input(0), Real(node.Input(0)));
            var soft = Step(context, $"{node.Name}/softplus", "Softplus", type, x);
            context.Emit(Raw("Mul"), [x, Step(context, $"{node.Name}/tanh", "Tanh", type, soft)], node.Outputs);
        }
    }
}
