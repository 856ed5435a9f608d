using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Normalizations;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn.Layers;

/// <summary>Normalizations, factors and summands of channels, and the softmax.</summary>
internal static class NcnnNormalizations
{
    /// <summary>Slope, mean, variance and bias, in that order.</summary>
    internal sealed class BatchNorm() : NcnnBinding<BatchNormalization>("BatchNorm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var count = Int(cx.Raw, 0);
            return
            [
                cx.Emit(
                    new BatchNormalization(ChannelLayout.ChannelsFirst, Float(cx.Raw, 1)), cx.Input(0), Read(cx, 1, count),
                        Read(cx, 4, count),
                    Read(cx, 2, count), Read(cx, 3, count)),
            ];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            var x = node.Input(0).Type.Shape!;
            if (op.Layout != ChannelLayout.ChannelsFirst && x.Rank > 2) cx.Fail(node, "ncnn takes the channels first");
            if (x.Rank < 2 || x[0] != 1) cx.Fail(node, $"its batch of {x} is not 1, and ncnn computes one sample at a time");
            var raw = Raw("BatchNorm", (0, x[1]), (1, op.Epsilon));
            var weights = new[] { 1, 3, 4, 2 }.Select(i => Own(node, $"input{i}", Weight(cx, node, i)));
            cx.Emit(raw, [node.Input(0), .. weights], node.Outputs);
        }
    }

    /// <summary>Factors, and summands where parameter 1 asks for them, of the first axis of a blob.</summary>
    internal sealed class Scale() : NcnnBinding("Scale", "Bias")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var count = Int(cx.Raw, 0);
            if (count == -233) cx.Fail("factors that are computed are not supported");
            var extents = Enumerable.Repeat(1L, Math.Max(1, cx.Shape(0).Rank - 1)).ToArray();
            extents[0] = count;
            if (cx.Raw.Type == "Bias") return [cx.Emit(new Add(), cx.Input(0), Read(cx, 1, extents))];
            var scaled = cx.Emit(new Mul(), cx.Input(0), Read(cx, 1, extents));
            return [Int(cx.Raw, 1) != 0 ? cx.Emit(new Add(), scaled, Read(cx, 2, extents)) : scaled];
        }
    }

    internal sealed class InstanceNorm() : NcnnBinding<InstanceNormalization>("InstanceNorm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var count = Int(cx.Raw, 0);
            var (scale, bias) = Int(cx.Raw, 2, 1) != 0
                ? (Read(cx, 1, count), Read(cx, 2, count))
                : (cx.Constant(Filled(cx.Shape(0)[1], 1)), cx.Constant(Filled(cx.Shape(0)[1], 0)));
            return [cx.Emit(new InstanceNormalization(ChannelLayout.ChannelsFirst, Float(cx.Raw, 1, 0.001f)), cx.Input(0), scale, bias)];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            if (op.Layout != ChannelLayout.ChannelsFirst) cx.Fail(node, "ncnn takes the channels first");
            var x = Sample(cx, node, node.Input(0), 3);
            var raw = Raw("InstanceNorm", (0, x[0]), (1, op.Epsilon), (2, 1L));
            cx.Emit(
                raw, [Shaped(cx, node, node.Input(0), x), Own(node, "scale", Weight(cx, node, 1)), Own(node, "bias", Weight(cx, node, 2))],
                node.Outputs);
        }
    }

    internal sealed class LayerNorm() : NcnnBinding<LayerNormalization>("LayerNorm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            long count = Int(cx.Raw, 0), product = 1;
            var axis = x.Rank;
            while (axis > 1 && product < count) product *= x[--axis];
            if (product != count || axis == x.Rank) cx.Fail($"it normalizes {count} elements of {x}, which are no axes of it");
            var affine = Int(cx.Raw, 2, 1) != 0;
            long[] extents = [.. x.Extents.Skip(axis)];
            return
            [
                cx.Emit(
                    new LayerNormalization(axis, Float(cx.Raw, 1, 0.001f)), cx.Input(0),
                    affine ? Read(cx, 1, extents) : cx.Constant(Tensor.Scalar(1f)), affine ? Read(cx, 2, extents) : null),
            ];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            var x = node.Input(0).Type.Shape!;
            var (dims, axis) = Along(cx, node, node.Input(0), op.Axis);
            var count = x.Extents.Skip(op.Axis).Aggregate(1L, (a, b) => a * b);
            // One or two axes are what all blobs of more have.
            if (axis < dims.Length - 2 || (axis == 0 && dims.Length == 2)) (dims, axis) = ([x.ElementCount / count, count], 1);
            var parameters = Raw("LayerNorm", (0, count), (1, op.Epsilon), (2, 1L));
            var vector = new Shape([.. x.Extents.Skip(op.Axis)]);
            Value Vector(string name, Value? value, float fallback) => Own(
                node, name, value is null ? Filled(count, fallback) : Whole(cx, node, name == "scale" ? 1 : 2, vector));
            Emit(
                cx, node, parameters,
                [Shaped(cx, node, node.Input(0), dims), Vector("scale", node.Input(1), 1), Vector("bias", node.OptionalInput(2), 0)], dims);
        }

        private static Tensor Whole(WriteContext cx, Node node, int index, Shape vector)
        {
            var tensor = Weight(cx, node, index);
            if (tensor.Shape.ElementCount == vector.ElementCount) return tensor;
            if (tensor.Shape.ElementCount == 1) return Filled(vector.ElementCount, tensor.ToSingles()[0]);
            cx.Fail(node, $"its factors {tensor.Shape} are spread over {vector}, which ncnn does not do");
            return tensor;
        }
    }

    internal sealed class LRN() : NcnnBinding<LocalResponseNormalization>("LRN")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (Int(cx.Raw, 0) != 0) cx.Fail("a normalization within channels is not supported");
            if (Int(cx.Raw, 1, 5) is var size && size % 2 == 0) cx.Fail($"a window of {size} channels is not supported");
            return
            [
                cx.Emit(
                    new LocalResponseNormalization(
                        ChannelLayout.ChannelsFirst, size, Float(cx.Raw, 2, 1), Float(cx.Raw, 3, 0.75f), Float(cx.Raw, 4, 1)), cx.Input(0)),
            ];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            if (op.Layout != ChannelLayout.ChannelsFirst || op.Size % 2 == 0)
                cx.Fail(node, $"ncnn takes the channels first and an odd number of them, not {OperatorWords.Of(op)}");
            var x = Sample(cx, node, node.Input(0), 3);
            cx.Emit(
                Raw("LRN", (0, 0L), (1, op.Size), (2, op.Alpha), (3, op.Beta), (4, op.Bias)), [Shaped(cx, node, node.Input(0), x)],
                node.Outputs);
        }
    }

    /// <summary>Parameter 1 says that axes are those of the blob.</summary>
    internal sealed class Softmaxes() : NcnnBinding<Softmax>("Softmax")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new Softmax(Axis(cx, Int(cx.Raw, 0))), cx.Input(0))];

        public override void Write(Node node, WriteContext cx)
        {
            var (dims, axis) = Along(cx, node, node.Input(0), Of(node).Axis);
            var x = Shaped(cx, node, node.Input(0), dims);
            if (Of(node).Beta != 1)
            {
                var scaled = Temporary(cx, $"{node.Name}/scaled", dims);
                cx.Emit(Raw("BinaryOp", (0, 2L), (1, 1L), (2, Of(node).Beta)), [x], [scaled]);
                x = scaled;
            }
            Emit(cx, node, Raw("Softmax", (0, (long)axis), (1, 1L)), [x], dims);
        }
    }

    private static Tensor Filled(long count, float value) =>
        Tensor.Create(new Shape(count), Enumerable.Repeat(value, checked((int)count)).ToArray());
}
