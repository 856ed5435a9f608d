using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

public sealed partial record Pad
{
    internal sealed class TFLite() : TFLiteBinding<Pad>("PAD", "PADV2", "MIRROR_PAD")
    {
        private static readonly TFLiteVersions Versions = new(2, 3) { HighRank = 4 };
        private static readonly TFLiteVersions MirrorVersions = new(2, 3);

        /// <summary>
        /// A value that the input's range need not hold has to be in the range of both; the lowest float only stands for the lowest
        /// integer.
        /// </summary>
        public override Int8Rule Int8(Operator op) =>
            op is Pad { Mode: PadMode.Constant, Value: not 0 } pad && Math.Abs(pad.Value) < float.MaxValue
                ? Int8Rule.SameAsOutput
                : Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var pads = cx.ConstantInput(1).ToInt64s();
            if (pads.Length != 2 * x.Rank || pads.Any(p => p < 0)) cx.Fail($"pads [{string.Join(',', pads)}] do not fit {x}");
            var before = pads.Where((_, i) => i % 2 == 0).ToEquatableArray();
            var after = pads.Where((_, i) => i % 2 == 1).ToEquatableArray();
            var mode = cx.Raw.Type != "MIRROR_PAD" ? PadMode.Constant : cx.Raw.Int("mode", 0) == 0 ? PadMode.Reflect : PadMode.Symmetric;
            return [cx.Emit(new Pad(mode, before, after, cx.Raw.Type == "PADV2" ? Scalar(cx) : 0), cx.Input(0))];
        }

        private static double Scalar(ReadContext cx)
        {
            var constant = cx.ConstantInput(2);
            if (constant.Shape.ElementCount != 1) cx.Fail($"its value is {constant.Shape}, not a scalar");
            var value = constant.ToDoubles()[0];
            return cx.Input(2).Quantization is { } q ? (value - q.ZeroPoints[0]) * q.Scales[0] : value;
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Pad)node.Operator;
            if (op.Mode is PadMode.Edge or PadMode.Wrap)
                cx.Fail(node, $"TFLite has no padding that repeats the {(op.Mode == PadMode.Edge ? "border" : "tensor")}");
            int[] pads =
                [.. Enumerable.Range(0, 2 * op.Before.Count).Select(i => checked((int)(i % 2 == 0 ? op.Before : op.After)[i / 2]))];
            var paddings = cx.Constant($"{node.Name}/pads", Tensor.Create(new Shape(op.Before.Count, 2), pads));
            if (op.Mode != PadMode.Constant)
            {
                var attributes = new Dictionary<string, object> { ["mode"] = op.Mode == PadMode.Reflect ? 0L : 1L };
                cx.Emit(RawNode.Of("tflite", "MIRROR_PAD", MirrorVersions.Of(node), attributes), [node.Input(0), paddings], node.Outputs);
            }
            else if (op.Value == 0)
            {
                cx.Emit(RawNode.Of("tflite", "PAD", Versions.Of(node)), [node.Input(0), paddings], node.Outputs);
            }
            else
            {
                cx.Emit(RawNode.Of("tflite", "PADV2", Versions.Of(node)), [node.Input(0), paddings, Fill(node, op.Value)], node.Outputs);
            }
        }

        // The value has the type and the parameters of the input.
        private static Value Fill(Node node, double value)
        {
            var x = node.Input(0);
            if (x.Quantization is { } q) value = Math.Round(value / q.Scales[0], MidpointRounding.ToEven) + q.ZeroPoints[0];
            return ModelGraph.NewConstant($"{node.Name}/value", Tensor.Scalar(value).ConvertTo(x.Type.Element), x.Quantization);
        }
    }
}
