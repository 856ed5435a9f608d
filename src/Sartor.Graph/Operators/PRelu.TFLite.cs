using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record PRelu
{
    internal sealed class TFLite() : TFLiteElementwise<PRelu>("PRELU", 2, _ => new PRelu(), TFLiteVersions.One, Int8Rule.Free)
    {
        /// <summary>One constant slope for all is a LEAKY_RELU: XNNPACK 2.9 reads a constant slope of PRELU once a channel, however many there are.</summary>
        public override void Write(Node node, WriteContext context)
        {
            if (node.Input(1) is { Constant: { Shape.ElementCount: 1 } constant } slope && node.Input(0).Type.Shape == node.Output.Type.Shape)
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
