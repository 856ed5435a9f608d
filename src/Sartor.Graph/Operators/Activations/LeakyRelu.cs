using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>x for x ≥ 0, Alpha · x below. ONNX LeakyRelu 6–16, where the default is 0.01; TFLite LEAKY_RELU.</summary>
public sealed record LeakyRelu(float Alpha) : ElementwiseUnary
{
    public override double Apply(double x) => x < 0 ? Alpha * x : x;

    internal sealed class Onnx() : OnnxScaled<LeakyRelu>(
        "LeakyRelu", [("alpha", 0.01f)], v => new LeakyRelu(v[0]), op => [op.Alpha], Int8Rule.Free);

    internal sealed class TFLite() : TFLiteBinding<LeakyRelu>("LEAKY_RELU")
    {
        private static readonly TFLiteVersions Versions = new(1, 2);

        public override Int8Rule Int8(Operator op) => Int8Rule.Free;

        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new LeakyRelu(cx.Raw.Float("alpha", 0)), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw(node, ((LeakyRelu)node.Operator).Alpha), node.Inputs, node.Outputs);

        /// <summary>A LEAKY_RELU of a node's first input.</summary>
        internal static RawNode Raw(Node node, float alpha) =>
            RawNode.Of("tflite", "LEAKY_RELU", Versions.Of(node), new Dictionary<string, object> { ["alpha"] = alpha });
    }
}
