using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record FullyConnected
{
    internal sealed class TFLite() : TFLiteBinding<FullyConnected>("FULLY_CONNECTED")
    {
        private const string KeepAxes = "keep_num_dims";
        private const string Asymmetric = "asymmetric_quantize_inputs";

        public override Int8Rule Int8(Operator op) => Int8Rule.Weighted;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            Shape x = cx.Shape(0), weights = cx.Shape(1);
            if (cx.Raw.Int("weights_format", 0) != 0) cx.Fail("its weights are shuffled");
            if (weights.Rank != 2 || weights[1] == 0) cx.Fail($"weights {weights} are not a matrix");
            var input = cx.Input(0);
            if (cx.Raw.Int(KeepAxes, 0) == 0 && (x.Rank != 2 || x[1] != weights[1]))
            {
                if (x.ElementCount % weights[1] != 0) cx.Fail($"input {x} does not divide into rows of {weights[1]}");
                input = cx.Emit(new Reshape([x.ElementCount / weights[1], weights[1]]), input);
            }
            return [cx.Emit(new FullyConnected(WeightLayout.OutputInput, TFLiteActivations.Read(cx.Raw)), input, cx.Input(1), cx.OptionalInput(2))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (FullyConnected)node.Operator;
            var weights = node.Input(1);
            if (op.Weights != WeightLayout.OutputInput) cx.Fail(node, "FULLY_CONNECTED takes weights [O,K], not [K,O]");
            if (weights.Quantization is { IsPerAxis: true }) cx.Fail(node, "FULLY_CONNECTED takes one scale for all weights in runtime 2.9");
            var attributes = new Dictionary<string, object>();
            if (op.Activation != Activation.None) attributes[TFLiteActivations.Attribute] = TFLiteActivations.Code(op.Activation);
            if (node.Input(0).Type.Shape!.Rank != 2) attributes[KeepAxes] = 1L;
            if (IsHybrid(node)) attributes[Asymmetric] = 1L;
            cx.Emit(
                RawNode.Of("tflite", "FULLY_CONNECTED", Version(node), attributes), TFLiteBias.Inputs(node, cx, weights.Type.Shape![0]), node.Outputs);
        }

        // Weights in int8, quantised inputs made while running: asymmetric ones lose less.
        private static bool IsHybrid(Node node) => node.Input(0).Type.Element == ElementType.Float32 && node.Input(1).Type.Element == ElementType.Int8;

        // op_version.cc: 9 hybrid with asymmetric inputs, 5 for keep_num_dims, 4 for int8, else 1.
        private static int Version(Node node) =>
            IsHybrid(node) ? 9 : node.Input(0).Type.Shape!.Rank != 2 ? 5 : node.Input(0).Type.Element == ElementType.Int8 ? 4 : 1;
    }
}
