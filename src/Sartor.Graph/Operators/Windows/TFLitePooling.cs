using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Windows;

/// <summary>What MAX_POOL_2D and AVERAGE_POOL_2D share. Padding never counts.</summary>
/// <param name="type">Name in the schema.</param>
internal abstract class TFLitePooling<TPooling>(string type) : TFLiteBinding<TPooling>(type) where TPooling : Pooling
{
    private static readonly TFLiteVersions Versions = new(2, 3);

    public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

    /// <summary>The operator for a window.</summary>
    protected abstract TPooling Make(
        EquatableArray<long> kernel, EquatableArray<long> strides, EquatableArray<long> padsBefore, EquatableArray<long> padsAfter,
        Activation activation);

    /// <summary>Why the operator has no counterpart; null when it has.</summary>
    protected virtual string? Problem(TPooling op) => null;

    public override IReadOnlyList<Value> Read(ReadContext context)
    {
        var raw = context.Raw;
        var x = context.Shape(0);
        if (x.Rank != 4) context.Fail($"input {x} is not of rank 4");
        long[] kernel = [raw.Int("filter_height"), raw.Int("filter_width")], strides = [raw.Int("stride_h"), raw.Int("stride_w")];
        if (kernel.Concat(strides).Any(v => v < 1))
            context.Fail($"window {kernel[0]}×{kernel[1]} or strides {strides[0]}×{strides[1]} are out of range");
        var pads = Enumerable.Range(0, 2).Select(i => TFLitePadding.Read(raw, x[i + 1], kernel[i], strides[i], 1)).ToArray();
        var op = Make(
            kernel.ToEquatableArray(), strides.ToEquatableArray(), pads.Select(p => p.Before).ToEquatableArray(),
            pads.Select(p => p.After).ToEquatableArray(),
            TFLiteActivations.Read(raw));
        return [context.Emit(op, context.Input(0))];
    }

    public override void Write(Node node, WriteContext context)
    {
        var op = (TPooling)node.Operator;
        var x = node.Input(0).Type.Shape!;
        if (op.SpatialRank != 2 || op.Layout != ChannelLayout.ChannelsLast || op.Dilations.Items.Any(d => d != 1))
            context.Fail(
                node, $"{Types[0]} takes 2 spatial axes, channels last and no dilation, not {op.SpatialRank} axes, {op.Layout} and "
                + $"dilations {op.Dilations}");
        if (Problem(op) is { } problem) context.Fail(node, problem);
        if (TFLitePadding.Code([x[1], x[2]], op.Kernel, op.Strides, op.Dilations, op.PadsBefore, op.PadsAfter) is not { } padding)
        {
            context.Fail(node, $"pads {op.PadsBefore}/{op.PadsAfter} are neither SAME nor VALID");
            return;
        }
        var attributes = new Dictionary<string, object>
        {
            ["padding"] = padding,
            ["filter_height"] = op.Kernel[0],
            ["filter_width"] = op.Kernel[1],
            ["stride_h"] = op.Strides[0],
            ["stride_w"] = op.Strides[1],
            [TFLiteActivations.Attribute] = TFLiteActivations.Code(op.Activation),
        };
        context.Emit(RawNode.Of("tflite", Types[0], Versions.Of(node), attributes), node.Inputs, node.Outputs);
    }
}
