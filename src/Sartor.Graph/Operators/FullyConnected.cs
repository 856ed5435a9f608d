using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// A linear layer: x [batch…,K], weights [O,K] or [K,O] by <paramref name="Weights"/>, optional bias [O] → [batch…,O]. ONNX Gemm 7–13,
/// MatMul with constant weights; TFLite FULLY_CONNECTED.
/// </summary>
/// <param name="Weights">Order of the axes of the weights.</param>
/// <param name="Activation">Applied to the result.</param>
public sealed partial record FullyConnected(WeightLayout Weights, Activation Activation = Activation.None) : Operator, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <summary>K and O of weights of a shape.</summary>
    public (long Inputs, long Outputs) Extents(Shape weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Weights == WeightLayout.OutputInput ? (weights[1], weights[0]) : (weights[0], weights[1]);
    }

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, 1);
        var (k, o) = Extents(inputs.Shape(1, 2, 2));
        if (x[-1] != k) inputs.Fail($"the input {x} has {x[-1]} features, the weights {inputs.Shape(1)} take {k}");
        if (inputs.Has(2) && inputs.Shape(2).ElementCount != o) inputs.Fail($"the bias is {inputs.Shape(2)} for {o} outputs");
        return [inputs.Type(0) with { Shape = x.With(-1, o) }];
    }

    /// <summary>Result elements × K.</summary>
    public override long Macs(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs) =>
        checked(outputs[0].Shape!.ElementCount * Extents(inputs[1]!.Shape!).Inputs);

    /// <summary>The features have to stay the last axis.</summary>
    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) =>
        input == 0 && permutation.Rank > 0 && permutation.Axes[permutation.Rank - 1] == permutation.Rank - 1
            ? AxisPassages.FirstInput(this, permutation, types)
            : null;

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor x = inputs[0]!, weights = inputs[1]!;
        if (!x.Element.IsFloat() || !weights.Element.IsFloat()) return null;
        var (k, o) = Extents(weights.Shape);
        double[] rows = x.ToDoubles(), w = weights.ToDoubles(), bias = inputs.ElementAtOrDefault(2)?.ToDoubles() ?? new double[o];
        var (wi, wo) = Weights == WeightLayout.OutputInput ? (1L, k) : (o, 1L);
        var shape = x.Shape.With(-1, o);
        var result = new double[shape.ElementCount];
        for (long at = 0; at < result.Length; at++)
        {
            long row = at / o * k, column = at % o;
            var sum = bias[column];
            for (long i = 0; i < k; i++) sum += rows[row + i] * w[(i * wi) + (column * wo)];
            result[at] = Activation.Apply(sum);
        }
        return [Elements.FromDoubles(shape, result, x.Element)];
    }
}
