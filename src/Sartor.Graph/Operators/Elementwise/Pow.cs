using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>x to the power of y, of x's type. ONNX Pow 7–15; TFLite POW.</summary>
public sealed record Pow : ElementwiseBinary
{
    protected override bool MixesElements => true;

    public override double Apply(double x, double y) => Math.Pow(x, y);

    internal sealed class Onnx() : OnnxElementwise<Pow>("Pow", new Pow(), 2);

    internal sealed class TFLite() : TFLiteElementwise<Pow>("POW", 2, _ => new Pow(), TFLiteVersions.One)
    {
        /// <summary>POW takes one type: an exponent of another one is converted, a constant here, others by a CAST.</summary>
        public override void Write(Node node, WriteContext context)
        {
            var (x, y) = (node.Input(0), node.Input(1));
            if (x.Type.Element.IsInteger() && !WriteInteger(node, x, y.Constant, context)) return;
            if (x.Type.Element == y.Type.Element)
            {
                base.Write(node, context);
                return;
            }
            if (y.Type.Element.IsFloat() && !IsWhole(y.Constant))
                context.Fail(node, $"TFLite's POW has no {x.Type.Element.Label()} with exponents that are not whole numbers");
            context.Emit(Raw(node), [x, Converted(node, y, x.Type.Element, context)], node.Outputs);
        }

        // The kernel of integers stops at the first negative exponent, and there is none of int64; a square is a product in every type.
        private bool WriteInteger(Node node, Value x, Tensor? exponents, WriteContext context)
        {
            var values = exponents?.ToDoubles() ?? [];
            if (exponents is null || Array.Exists(values, v => v < 0))
                context.Fail(
                    node, $"TFLite's POW of {x.Type.Element.Label()} takes no negative exponents, and these "
                    + $"{(exponents is null ? "are known at run time only" : "have some")}; compute it in float32 in the source");
            var isSquare = exponents.Shape.ElementCount == 1 && values[0] == 2 && node.Output.Type.Shape == x.Type.Shape;
            if (!isSquare) return true;
            context.Emit(RawNode.Of("tflite", "MUL", x.Type.Element == ElementType.Int64 ? 5 : 1), [x, x], node.Outputs);
            return false;
        }

        private static bool IsWhole(Tensor? exponents) => exponents is not null && exponents.ToDoubles().All(double.IsInteger);

        private static Value Converted(Node node, Value y, ElementType element, WriteContext context)
        {
            if (y.Constant is { } constant) return ModelGraph.NewConstant(y.Name, constant.ConvertTo(element));
            var cast = context.Temporary($"{node.Name}/exponent", y.Type with { Element = element }, null);
            context.Emit(Cast.TFLite.Raw(y.Type.Element, element), [y], [cast]);
            return cast;
        }
    }
}
