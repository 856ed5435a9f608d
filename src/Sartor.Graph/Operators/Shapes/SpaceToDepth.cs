using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>
/// Blocks of B×B pixels become channels: [N,C,BH,BW] → [N,B²C,H,W], blocks before channels. ONNX SpaceToDepth 1–13; TFLite SPACE_TO_DEPTH.
/// </summary>
/// <param name="Layout">Where the channels are.</param>
/// <param name="BlockSize">B ≥ 1.</param>
public sealed record SpaceToDepth(ChannelLayout Layout, long BlockSize) : PixelBlocks(Layout, BlockSize)
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 4, 4);
        if (x[Layout.SpatialAxis(0)] % BlockSize != 0 || x[Layout.SpatialAxis(1)] % BlockSize != 0)
            inputs.Fail($"{x} does not divide into blocks of {BlockSize}×{BlockSize}");
        return [inputs.Type(0) with { Shape = Result(x) }];
    }

    private Shape Result(Shape x)
    {
        int c = Layout.ChannelAxis(4), h = Layout.SpatialAxis(0), w = Layout.SpatialAxis(1);
        return x.With(h, x[h] / BlockSize).With(w, x[w] / BlockSize).With(c, checked(x[c] * BlockSize * BlockSize));
    }

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!ElementCopy.Works(x.Element)) return null;
        int c = Layout.ChannelAxis(4), h = Layout.SpatialAxis(0), w = Layout.SpatialAxis(1);
        var strides = x.Shape.Strides();
        var channels = x.Shape[c];
        return [ElementCopy.Select(x, Result(x.Shape), null, index =>
        {
            var block = index[c] / channels;
            long row = (index[h] * BlockSize) + (block / BlockSize), column = (index[w] * BlockSize) + (block % BlockSize);
            return (index[0] * strides[0]) + (index[c] % channels * strides[c]) + (row * strides[h]) + (column * strides[w]);
        })];
    }

    internal sealed class Onnx() : OnnxBinding<SpaceToDepth>("SpaceToDepth")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override void Write(Node node, WriteContext cx)
        {
            OnnxLayout.Require(node, Of(node).Layout, cx);
            cx.Emit(Raw("SpaceToDepth", ("blocksize", Of(node).BlockSize)), node.Inputs, node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new SpaceToDepth(ChannelLayout.ChannelsFirst, ReadOnnxSize(cx)), cx.Input(0))];
    }

    internal sealed class TFLite() : TFLitePixelBlocks<SpaceToDepth>("SPACE_TO_DEPTH", size => new(ChannelLayout.ChannelsLast, size));
}
