using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>x for x ≥ 0, slope · x below; inputs x and slope, which broadcasts to x. ONNX PRelu 7–16; TFLite PRELU.</summary>
public sealed record PRelu : ElementwiseBinary
{
    public override double Apply(double x, double y) => x < 0 ? x * y : x;

    internal sealed class Onnx() : OnnxElementwise<PRelu>("PRelu", new PRelu(), 2);

    internal sealed class TFLite() : TFLiteElementwise<PRelu>("PRELU", 2, _ => new PRelu(), TFLiteVersions.One, Int8Rule.Free)
    {
        /// <summary>
        /// One constant slope for all is a LEAKY_RELU: XNNPACK 2.9 reads a constant slope of PRELU once a channel, however many there are.
        /// </summary>
        public override void Write(Node node, WriteContext context)
        {
            if (node.Input(1) is { Constant: { Shape.ElementCount: 1 } constant } slope
                && node.Input(0).Type.Shape == node.Output.Type.Shape)
            {
                var alpha = constant.ToDoubles()[0];
                if (slope.Quantization is { } q) alpha = (alpha - q.ZeroPoints[0]) * q.Scales[0];
                context.Emit(LeakyRelu.TFLite.Raw(node, (float)alpha), [node.Input(0)], node.Outputs);
            }
            else
            {
                base.Write(node, context);
            }
        }
    }
}
