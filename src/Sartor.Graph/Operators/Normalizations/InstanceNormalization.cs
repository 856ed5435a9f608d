using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>
/// Each channel of each sample to mean 0 and variance 1, then · scale + bias; inputs x, scale [C], bias [C]. ONNX
/// InstanceNormalization 6–22.
/// </summary>
/// <param name="Layout">Where the channels of x are.</param>
/// <param name="Epsilon">&gt; 0, added to the variance.</param>
public sealed record InstanceNormalization(ChannelLayout Layout, float Epsilon) : Operator, IChannelLayout
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 3);
        var channels = new Shape(x[Layout.ChannelAxis(x.Rank)]);
        if (inputs.Shape(1) != channels || inputs.Shape(2) != channels)
            inputs.Fail($"scale {inputs.Shape(1)} and bias {inputs.Shape(2)} do not fit the channels of {x}");
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
        if (Layout == ChannelLayout.ChannelsLast)
        {
            var toLast = ChannelLayouts.ToChannelsLast(x.Shape.Rank);
            var result = (this with { Layout = ChannelLayout.ChannelsFirst }).Evaluate(
                [TensorTranspose.Apply(x, toLast.Inverse()), inputs[1], inputs[2]]);
            return [TensorTranspose.Apply(result!.Value[0], toLast)];
        }
        double[] values = x.ToDoubles(), scale = inputs[1]!.ToDoubles(), bias = inputs[2]!.ToDoubles();
        var runs = AxisRuns.Between(x.Shape, 2, x.Shape.Rank);
        for (var row = 0; row < runs.Outer; row++)
        {
            var c = row % scale.Length;
            Standardize(values.AsSpan((int)(row * runs.Length), (int)runs.Length), Epsilon, _ => scale[c], _ => bias[c]);
        }
        return [Elements.FromDoubles(x.Shape, values, x.Element)];
    }

    /// <summary>(x − mean) / √(variance + epsilon) · scale + bias with the vector's own mean and variance.</summary>
    internal static void Standardize(Span<double> vector, float epsilon, Func<int, double> scale, Func<int, double> bias)
    {
        double mean = 0, variance = 0;
        foreach (var x in vector) mean += x / vector.Length;
        foreach (var x in vector) variance += (x - mean) * (x - mean) / vector.Length;
        for (var i = 0; i < vector.Length; i++) vector[i] = ((vector[i] - mean) / Math.Sqrt(variance + epsilon) * scale(i)) + bias(i);
    }

    internal sealed class Onnx() : OnnxBinding<InstanceNormalization>("InstanceNormalization")
    {
        public override void Write(Node node, WriteContext cx)
        {
            OnnxLayout.Require(node, Of(node).Layout, cx);
            cx.Emit(Raw("InstanceNormalization", ("epsilon", Of(node).Epsilon)), node.Inputs, node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(
            new InstanceNormalization(ChannelLayout.ChannelsFirst, cx.Raw.Float("epsilon", 1e-5f)), cx.Input(0), cx.Input(1), cx.Input(2))];
    }
}
