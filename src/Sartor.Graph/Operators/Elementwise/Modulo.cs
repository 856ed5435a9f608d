using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The remainder of x / y. ONNX Mod 10–13; TFLite FLOOR_MOD (floored).</summary>
/// <param name="Truncated">True: the sign of x, as C's fmod; false: the sign of y, as Python's %.</param>
public sealed record Modulo(bool Truncated) : ElementwiseBinary
{
    public override double Apply(double x, double y)
    {
        var remainder = x % y;
        return !Truncated && remainder != 0 && remainder < 0 != y < 0 ? remainder + y : remainder;
    }

    public override long Apply(long x, long y)
    {
        var remainder = y == -1 ? 0 : x % y;
        return !Truncated && remainder != 0 && remainder < 0 != y < 0 ? remainder + y : remainder;
    }

    internal sealed class Onnx() : OnnxBinding<Modulo>("Mod")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Modulo(cx.Raw.Int("fmod", 0) != 0), cx.Input(0), cx.Input(1))];

        /// <summary>Floats have the remainder of fmod only: where its sign is not the divisor's, the divisor is added.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var type = Real(node.Output);
            if (Of(node).Truncated || !type.Element.IsFloat())
            {
                cx.Emit(Raw("Mod", ("fmod", Of(node).Truncated ? 1L : 0L)), node.Inputs, node.Outputs);
                return;
            }
            var divisor = node.Input(1);
            Value Then(string name, string op, TensorType result, params Value?[] inputs) =>
                Step(cx, $"{node.Name}/{name}", op, result, inputs);
            var rest = Step(cx, $"{node.Name}/fmod", Raw("Mod", ("fmod", 1L)), type, node.Input(0), divisor);
            var signs = Then("signs", "Mul", type, Then("sign", "Sign", type, rest), Then("side", "Sign", Real(divisor), divisor));
            var zero = Number(cx, $"{node.Name}/zero", 0, type.Element);
            var isOther = Then("differ", "Less", type with { Element = ElementType.Bool }, signs, zero);
            cx.Emit(Raw("Where"), [isOther, Then("moved", "Add", type, rest, divisor), rest], node.Outputs);
        }
    }

    internal sealed class TFLite() : TFLiteElementwise<Modulo>("FLOOR_MOD", 2, _ => new Modulo(Truncated: false), new(2, 2))
    {
        public override void Write(Node node, WriteContext context)
        {
            if (((Modulo)node.Operator).Truncated) context.Fail(node, "TFLite's FLOOR_MOD has the sign of the divisor");
            base.Write(node, context);
        }
    }
}
