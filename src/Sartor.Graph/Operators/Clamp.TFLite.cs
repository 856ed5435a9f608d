using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Clamp
{
    internal sealed class TFLite() : TFLiteBinding<Clamp>("RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1")
    {
        private static readonly TFLiteVersions ReluVersions = new(2, 3) { UInt8 = 2 };
        private static readonly TFLiteVersions Relu6Versions = new(2, 3);
        // Rank above 4 broadcasts against the scalar.
        private static readonly TFLiteVersions BoundVersions = new(2, 4) { HighRank = 3 };

        public override Int8Rule Int8(Operator op) => ((Clamp)op).AsActivation() is null ? Int8Rule.Float : Int8Rule.Free;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var clamp = cx.Raw.Type switch { "RELU" => Relu, "RELU6" => Relu6, "RELU_N1_TO_1" => new Clamp(-1, 1), _ => new Clamp(0, 1) };
            return [cx.Emit(clamp, cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var clamp = (Clamp)node.Operator;
            var raw = clamp.AsActivation() switch
            {
                Activation.Relu => RawNode.Of("tflite", "RELU", ReluVersions.Of(node)),
                Activation.Relu6 => RawNode.Of("tflite", "RELU6", Relu6Versions.Of(node)),
                Activation.ReluN1To1 => RawNode.Of("tflite", "RELU_N1_TO_1", 1),
                _ => null,
            };
            if (raw is not null) cx.Emit(raw, node.Inputs, node.Outputs);
            else WriteBounds(node, clamp, cx);
        }

        // A clamp that bounds nothing is a MINIMUM with infinity: something has to compute the output.
        private static void WriteBounds(Node node, Clamp clamp, WriteContext cx)
        {
            if (node.Output.Type.Element != ElementType.Float32) cx.Fail(node, $"a clamp to [{clamp.Minimum}, {clamp.Maximum}] is written in float32 only");
            bool upper = clamp.Maximum < float.PositiveInfinity || clamp.Minimum == float.NegativeInfinity, lower = clamp.Minimum > float.NegativeInfinity;
            var input = node.Input(0);
            if (lower)
            {
                var output = upper ? cx.Temporary($"{node.Name}/lower", input.Type, input.Quantization) : node.Output;
                cx.Emit(RawNode.Of("tflite", "MAXIMUM", BoundVersions.Of(node)), [input, cx.Constant($"{node.Name}/minimum", Tensor.Scalar(clamp.Minimum))], [output]);
                input = output;
            }
            if (upper)
                cx.Emit(RawNode.Of("tflite", "MINIMUM", BoundVersions.Of(node)), [input, cx.Constant($"{node.Name}/maximum", Tensor.Scalar(clamp.Maximum))], node.Outputs);
        }
    }
}
