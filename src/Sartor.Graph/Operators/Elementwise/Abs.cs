using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The absolute value. ONNX Abs 6–13; TFLite ABS.</summary>
public sealed record Abs : ElementwiseUnary
{
    public override double Apply(double x) => Math.Abs(x);

    internal sealed class Onnx() : OnnxElementwise<Abs>("Abs", new Abs(), 1);

    internal sealed class TFLite() : TFLiteElementwise<Abs>("ABS", 1, _ => new Abs(), new(2, 3) { UInt8 = 2 }, Int8Rule.Free)
    {
        /// <summary>Runtime 2.9 has no ABS of integers: it is the greater of x and −x. The lowest integer stays, as in ABS.</summary>
        public override void Write(Node node, WriteContext context)
        {
            var x = node.Input(0);
            if (x.Type.Element is not (ElementType.Int32 or ElementType.Int64))
            {
                base.Write(node, context);
                return;
            }
            var negative = context.Temporary($"{node.Name}/negative", x.Type, null);
            context.Emit(RawNode.Of("tflite", "NEG", 1), [x], [negative]);
            context.Emit(RawNode.Of("tflite", "MAXIMUM", 1), [x, negative], node.Outputs);
        }
    }
}
