using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Reductions;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>
/// The elements along the axes from <paramref name="Axis"/> on to mean 0 and variance 1, then · scale + bias; inputs x, scale and
/// optional bias, which broadcast to those axes. ONNX LayerNormalization 17, first output (Ba et al., arXiv 1607.06450).
/// </summary>
/// <param name="Axis">0 … rank−1.</param>
/// <param name="Epsilon">&gt; 0, added to the variance.</param>
public sealed record LayerNormalization(int Axis, float Epsilon) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 1);
        var vector = new Shape([.. x.Extents.Skip(inputs.Axis(Axis, x.Rank))]);
        for (var i = 1; i < 3; i++)
        {
            if (inputs.Has(i) && Shape.Broadcast(inputs.Shape(i), vector) != vector)
                inputs.Fail($"input {i}, {inputs.Shape(i)}, does not broadcast to {vector}");
        }
        return [inputs.Type(0)];
    }

    /// <summary>The normalised axes have to stay where they are.</summary>
    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        input == 0 && permutation.Axes.Items.Skip(Axis).SequenceEqual(Enumerable.Range(Axis, permutation.Rank - Axis))
            ? AxisPropagations.FirstInput(this, permutation, types)
            : null;

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var vector = new Shape([.. x.Shape.Extents.Skip(Axis)]);
        if (!x.Element.IsFloat()) return null;
        double[] values = x.ToDoubles(), scale = Expand(inputs[1]!, vector),
            bias = inputs.ElementAtOrDefault(2) is { } b ? Expand(b, vector) : new double[vector.ElementCount];
        var length = (int)vector.ElementCount;
        for (var start = 0; start < values.Length; start += length)
            InstanceNormalization.Standardize(values.AsSpan(start, length), Epsilon, i => scale[i], i => bias[i]);
        return [Elements.FromDoubles(x.Shape, values, x.Element)];
    }

    private static double[] Expand(Tensor tensor, Shape shape) =>
        ElementCopy.Strided(tensor, shape, 0, Broadcasting.Steps(tensor.Shape, shape)).ToDoubles();

    internal sealed class Onnx() : OnnxBinding<LayerNormalization>("LayerNormalization")
    {
        public override void Write(Node node, WriteContext cx) => cx.Emit(
            Raw("LayerNormalization", ("axis", (long)Of(node).Axis), ("epsilon", Of(node).Epsilon)), node.Inputs, node.Outputs);

        /// <summary>The second and the third output, mean and 1 / √(variance + ε), get steps of their own.</summary>
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var op = new LayerNormalization(cx.Axis(cx.Raw.Int32("axis", -1), 0), cx.Raw.Float("epsilon", 1e-5f));
            var x = cx.Input(0);
            var result = cx.Emit(op, x, cx.Input(1), cx.OptionalInput(2));
            if (cx.OutputCount < 2) return [result];
            var axes = Enumerable.Range(op.Axis, cx.Shape(0).Rank - op.Axis).ToEquatableArray();
            var average = new Reduce(ReductionKind.Mean, axes, KeepAxes: true);
            var mean = cx.Emit(average, x);
            if (cx.OutputCount < 3) return [result, mean];
            var variance = cx.Emit(average, cx.Emit(new Square(), cx.Emit(new Sub(), x, mean)));
            var epsilon = cx.Constant(Tensor.Scalar(op.Epsilon).ConvertTo(x.Type.Element));
            return [result, mean, cx.Emit(new Reciprocal(), cx.Emit(new Sqrt(), cx.Emit(new Add(), variance, epsilon)))];
        }
    }
}
