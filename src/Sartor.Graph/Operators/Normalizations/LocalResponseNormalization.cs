using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>
/// x / (Bias + Alpha/Size · Σ x²)^Beta, the sum over Size neighbouring channels, ⌊(Size−1)/2⌋ of them before. ONNX LRN 1–13; TFLite
/// LOCAL_RESPONSE_NORMALIZATION, whose alpha is Alpha/Size (Krizhevsky et al., 2012).
/// </summary>
/// <param name="Layout">Where the channels of x are.</param>
/// <param name="Size">≥ 1.</param>
/// <param name="Alpha">ONNX's default is 0.0001.</param>
/// <param name="Beta">ONNX's default is 0.75.</param>
/// <param name="Bias">ONNX's default is 1.</param>
public sealed record LocalResponseNormalization(ChannelLayout Layout, long Size, float Alpha, float Beta, float Bias)
    : Operator, IChannelLayout
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        inputs.Shape(0, 2);
        return [inputs.Type(0)];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        Layout.After(permutation) is { } layout ? AxisPropagations.FirstInput(this with { Layout = layout }, permutation, types) : null;

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!x.Element.IsFloat()) return null;
        var values = x.ToDoubles();
        var result = new double[values.Length];
        var runs = AxisRuns.Along(x.Shape, Layout.ChannelAxis(x.Shape.Rank));
        runs.ForEach(start =>
        {
            for (long c = 0; c < runs.Length; c++)
            {
                double sum = 0;
                for (var k = Math.Max(0, c - ((Size - 1) / 2)); k <= Math.Min(runs.Length - 1, c + (Size / 2)); k++)
                    sum += values[start + (k * runs.Inner)] * values[start + (k * runs.Inner)];
                var at = start + (c * runs.Inner);
                result[at] = values[at] / Math.Pow(Bias + (Alpha / Size * sum), Beta);
            }
        });
        return [Elements.FromDoubles(x.Shape, result, x.Element)];
    }

    public override long FoldingWork(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs)
    {
        var shape = outputs[0].Shape!;
        return checked(shape.ElementCount * Math.Min(Size, shape[Layout.ChannelAxis(shape.Rank)]));
    }

    internal sealed class Onnx() : OnnxBinding<LocalResponseNormalization>("LRN")
    {
        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            OnnxLayout.Require(node, op.Layout, cx);
            cx.Emit(
                Raw("LRN", ("size", op.Size), ("alpha", op.Alpha), ("beta", op.Beta), ("bias", op.Bias)), node.Inputs, node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var size = cx.Raw.Int("size");
            if (size is < 1 or > int.MaxValue) cx.Fail($"size {size} is out of range");
            var op = new LocalResponseNormalization(
                ChannelLayout.ChannelsFirst, size, cx.Raw.Float("alpha", 1e-4f), cx.Raw.Float("beta", 0.75f), cx.Raw.Float("bias", 1));
            return [cx.Emit(op, cx.Input(0))];
        }
    }

    internal sealed class TFLite() : TFLiteBinding<LocalResponseNormalization>("LOCAL_RESPONSE_NORMALIZATION")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            long radius = cx.Raw.Int("radius", 0), size = (2 * radius) + 1;
            if (radius < 0) cx.Fail($"radius {radius} is out of range");
            var op = new LocalResponseNormalization(
                ChannelLayout.ChannelsLast, size, cx.Raw.Float("alpha", 0) * size, cx.Raw.Float("beta", 0), cx.Raw.Float("bias", 0));
            return [cx.Emit(op, cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (LocalResponseNormalization)node.Operator;
            if (op.Layout != ChannelLayout.ChannelsLast || op.Size % 2 == 0)
                cx.Fail(node, $"LOCAL_RESPONSE_NORMALIZATION takes channels last and an odd size, not the size {op.Size}");
            var attributes = new Dictionary<string, object>
            {
                ["radius"] = op.Size / 2,
                ["alpha"] = op.Alpha / op.Size,
                ["beta"] = op.Beta,
                ["bias"] = op.Bias,
            };
            cx.Emit(RawNode.Of("tflite", "LOCAL_RESPONSE_NORMALIZATION", 1, attributes), node.Inputs, node.Outputs);
        }
    }
}
