using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>x for x ≥ 0, Alpha · (e^x − 1) below. ONNX Elu 6–22; TFLite ELU (Alpha = 1).</summary>
public sealed record Elu(float Alpha) : ElementwiseUnary
{
    public override double Apply(double x) => x < 0 ? Alpha * (Math.Exp(x) - 1) : x;

    internal sealed class Onnx() : OnnxScaled<Elu>(
        "Elu", [("alpha", 1)], v => new Elu(v[0]), op => [op.Alpha]);

    internal sealed class TFLite() : TFLiteElementwise<Elu>("ELU", 1, _ => new Elu(1), TFLiteVersions.One, Int8Rule.Free)
    {
        public override void Write(Node node, WriteContext context)
        {
            if (((Elu)node.Operator).Alpha != 1) context.Fail(node, $"TFLite's ELU has alpha 1, not {((Elu)node.Operator).Alpha}");
            base.Write(node, context);
        }
    }
}
