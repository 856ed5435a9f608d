using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>
/// (x − mean) / √(variance + Epsilon) · scale + bias for each channel; inputs x, scale, bias, mean, variance, the last four [C].
/// ONNX BatchNormalization 7–15 in inference mode (Ioffe and Szegedy, arXiv 1502.03167).
/// </summary>
/// <param name="Layout">Where the channels of x are.</param>
/// <param name="Epsilon">&gt; 0.</param>
public sealed record BatchNormalization(ChannelLayout Layout, float Epsilon) : Operator, IChannelLayout
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 2);
        var channels = x[Layout.ChannelAxis(x.Rank)];
        for (var i = 1; i < 5; i++)
        {
            if (inputs.Shape(i) != new Shape(channels)) inputs.Fail($"input {i} is {inputs.Shape(i)} for {channels} channels");
        }
        return [inputs.Type(0)];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        input == 0 && Layout.After(permutation) is { } layout
            ? AxisPropagations.FirstInput(this with { Layout = layout }, permutation, types)
            : null;

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!x.Element.IsFloat()) return null;
        double[] values = x.ToDoubles(), scale = inputs[1]!.ToDoubles(), bias = inputs[2]!.ToDoubles(), mean = inputs[3]!.ToDoubles(),
            variance = inputs[4]!.ToDoubles();
        var runs = AxisRuns.Along(x.Shape, Layout.ChannelAxis(x.Shape.Rank));
        for (long i = 0; i < values.Length; i++)
        {
            var c = i / runs.Inner % runs.Length;
            values[i] = ((values[i] - mean[c]) / Math.Sqrt(variance[c] + Epsilon) * scale[c]) + bias[c];
        }
        return [Elements.FromDoubles(x.Shape, values, x.Element)];
    }

    internal sealed class Onnx() : OnnxBinding<BatchNormalization>("BatchNormalization")
    {
        public override void Write(Node node, WriteContext cx)
        {
            OnnxLayout.Require(node, Of(node).Layout, cx);
            cx.Emit(Raw("BatchNormalization", ("epsilon", Of(node).Epsilon)), node.Inputs, node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Raw.Int("training_mode", 0) != 0) cx.Fail("it is in training mode; export the model in evaluation mode");
            if (cx.Raw.Int("spatial", 1) == 0) cx.Fail("spatial = 0 is not supported");
            var op = new BatchNormalization(ChannelLayout.ChannelsFirst, cx.Raw.Float("epsilon", 1e-5f));
            return [cx.Emit(op, cx.Input(0), cx.Input(1), cx.Input(2), cx.Input(3), cx.Input(4))];
        }
    }
}
