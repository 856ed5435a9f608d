using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>x / y; integers are truncated toward zero. ONNX Div 7–21; TFLite DIV.</summary>
public sealed record Div(Activation Activation = Activation.None) : ElementwiseBinary, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    public override double Apply(double x, double y) => x / y;

    public override long Apply(long x, long y) => y == -1 ? -x : x / y;

    internal sealed class Onnx() : OnnxElementwise<Div>("Div", new Div(), 2);

    internal sealed class TFLite() : TFLiteElementwise<Div>(
        "DIV", 2, activation => new Div(activation), new() { HighRank = 2, OnlyBroadcast = true })
    {
        /// <summary>There is no DIV of int64: where the values fit int32 and the divisor is a constant, it divides those.</summary>
        public override void Write(Node node, WriteContext context)
        {
            if (node.Output.Type.Element != ElementType.Int64 || !Divides(node))
            {
                base.Write(node, context);
                return;
            }
            Value x = IntegerRange.ToInt32(node.Name, node.Input(0), context), y = IntegerRange.ToInt32(node.Name, node.Input(1), context);
            var quotient = context.Temporary($"{node.Name}/int32", node.Output.Type with { Element = ElementType.Int32 }, null);
            context.Emit(Raw(node), [x, y], [quotient]);
            context.Emit(Cast.TFLite.Raw(ElementType.Int32, ElementType.Int64), [quotient], node.Outputs);
        }

        // The quotient by −1 may need one bit more than its dividend.
        private static bool Divides(Node node) => IntegerRange.FitsInt32(node.Input(0)) && IntegerRange.FitsInt32(node.Input(1))
            && node.Input(1).Constant is { } divisor && Array.TrueForAll(divisor.ToInt64s(), v => v is not (0 or -1));
    }
}
