using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>x · Φ(x), Φ the standard normal distribution (Hendrycks and Gimpel, arXiv 1606.08415). ONNX Gelu 20; TFLite GELU.</summary>
/// <param name="Approximate">True: ½x(1 + tanh(√(2/π)(x + 0.044715x³))).</param>
public sealed record Gelu(bool Approximate) : ElementwiseUnary
{
    public override double Apply(double x) => Approximate
        ? 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))))
        : 0.5 * x * (1 + Erf.Of(x / Math.Sqrt(2)));

    /// <summary>Before operator set 20 there is no Gelu: its definition is written, which runtimes fuse.</summary>
    internal sealed class Onnx() : OnnxBinding<Gelu>("Gelu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Gelu(cx.Raw.String("approximate", "none") == "tanh"), cx.Input(0))];

        public override void Write(Node node, WriteContext cx)
        {
            var (x, type) = (node.Input(0), Real(node.Input(0)));
            Value Constant(string name, double value) => Number(cx, $"{node.Name}/{name}", value, type.Element);
            Value Then(string name, string op, params Value?[] inputs) => Step(cx, $"{node.Name}/{name}", op, type, inputs);
            var inner = Of(node).Approximate
                ? Then("tanh", "Tanh", Then(
                    "scaled", "Mul", Then("sum", "Add", x, Then(
                        "part", "Mul", Constant("cubic", 0.044715), Then("cube", "Mul", x, Then("square", "Mul", x, x)))),
                    Constant("factor", Math.Sqrt(2 / Math.PI))))
                : Then("erf", "Erf", Then("scaled", "Div", x, Constant("root", Math.Sqrt(2))));
            var twice = Then("product", "Mul", x, Then("above", "Add", inner, Constant("one", 1)));
            cx.Emit(Raw("Mul"), [twice, Constant("half", 0.5)], node.Outputs);
        }
    }

    internal sealed class TFLite() : TFLiteBinding<Gelu>("GELU")
    {
        private static readonly TFLiteVersions Versions = new(2) { UInt8 = 2 };

        public override Int8Rule Int8(Operator op) => Int8Rule.Free;

        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Gelu(cx.Raw.Int("approximate", 0) != 0), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            RawNode.Of(
                "tflite", "GELU", Versions.Of(node),
                new Dictionary<string, object> { ["approximate"] = ((Gelu)node.Operator).Approximate ? 1L : 0L }),
            node.Inputs, node.Outputs);
    }
}
