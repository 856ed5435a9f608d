using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>Channels become blocks of B×B pixels: [N,B²C,H,W] → [N,C,BH,BW]. ONNX DepthToSpace 1–13; TFLite DEPTH_TO_SPACE.</summary>
/// <param name="Layout">Where the channels are.</param>
/// <param name="BlockSize">B ≥ 1.</param>
/// <param name="ChannelMajor">How a channel splits: true [C,B,B] (ONNX's CRD, PyTorch's pixel shuffle), false [B,B,C] (DCR,
/// TFLite).</param>
public sealed record DepthToSpace(ChannelLayout Layout, long BlockSize, bool ChannelMajor = false) : PixelBlocks(Layout, BlockSize)
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 4, 4);
        var axis = Layout.ChannelAxis(4);
        if (x[axis] % (BlockSize * BlockSize) != 0) inputs.Fail($"{x[axis]} channels do not divide into blocks of {BlockSize}×{BlockSize}");
        return [inputs.Type(0) with { Shape = Result(x) }];
    }

    private Shape Result(Shape x)
    {
        int c = Layout.ChannelAxis(4), h = Layout.SpatialAxis(0), w = Layout.SpatialAxis(1);
        return x.With(c, x[c] / (BlockSize * BlockSize)).With(h, checked(x[h] * BlockSize)).With(w, checked(x[w] * BlockSize));
    }

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!ElementCopy.Works(x.Element)) return null;
        int c = Layout.ChannelAxis(4), h = Layout.SpatialAxis(0), w = Layout.SpatialAxis(1);
        var strides = x.Shape.Strides();
        var channels = x.Shape[c] / (BlockSize * BlockSize);
        return [ElementCopy.Select(x, Result(x.Shape), null, index =>
        {
            var block = (index[h] % BlockSize * BlockSize) + (index[w] % BlockSize);
            var channel = ChannelMajor ? (index[c] * BlockSize * BlockSize) + block : (block * channels) + index[c];
            return (index[0] * strides[0]) + (channel * strides[c]) + (
                index[h] / BlockSize * strides[h]) + (index[w] / BlockSize * strides[w]);
        })];
    }

    internal sealed class Onnx() : OnnxBinding<DepthToSpace>("DepthToSpace")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override void Write(Node node, WriteContext cx)
        {
            OnnxLayout.Require(node, Of(node).Layout, cx);
            cx.Emit(
                Raw("DepthToSpace", ("blocksize", Of(node).BlockSize), ("mode", Of(node).ChannelMajor ? "CRD" : "DCR")), node.Inputs,
                node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new DepthToSpace(ChannelLayout.ChannelsFirst, ReadOnnxSize(cx), cx.Raw.String("mode", "DCR") == "CRD"), cx.Input(0))];
    }

    internal sealed class TFLite() : TFLitePixelBlocks<DepthToSpace>("DEPTH_TO_SPACE", size => new(ChannelLayout.ChannelsLast, size));
}
