using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>x · y. ONNX Mul 7–21; TFLite MUL.</summary>
public sealed record Mul(Activation Activation = Activation.None) : ElementwiseBinary, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    public override double Apply(double x, double y) => x * y;

    public override long Apply(long x, long y) => x * y;

    internal sealed class Onnx() : OnnxElementwise<Mul>("Mul", new Mul(), 2, Int8Rule.Free);

    internal sealed class TFLite() : TFLiteElementwise<Mul>(
        "MUL", 2, activation => new Mul(activation), new(2, 4) { Int64 = 5, UInt32 = 7 }, Int8Rule.Free)
    {
        // Version 3: scales whose quotient is not below 1.
        protected override int Version(Node node)
        {
            var version = base.Version(node);
            return node.Output.Quantization is { IsPerAxis: false } output && version < 3
                && node.Inputs.All(v => v!.Quantization is { IsPerAxis: false })
                && node.Inputs.Aggregate(1.0, (product, v) => product * v!.Quantization!.Scales[0]) / output.Scales[0] >= 1
                ? 3
                : version;
        }
    }
}
