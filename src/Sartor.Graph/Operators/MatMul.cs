using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// Matrix products over the last two axes, [batch…,M,K] · [batch…,K,N] → [batch…,M,N]; batch axes broadcast. ONNX MatMul 1–13; TFLite
/// BATCH_MATMUL.
/// </summary>
/// <param name="LeftTransposed">The left operand is [batch…,K,M].</param>
/// <param name="RightTransposed">The right operand is [batch…,N,K].</param>
public sealed partial record MatMul(bool LeftTransposed = false, bool RightTransposed = false) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        Shape left = inputs.Shape(0, 2), right = inputs.Shape(1, 2);
        long k = Inner(left), other = RightTransposed ? right[-1] : right[-2];
        if (k != other) inputs.Fail($"{left} and {right} do not multiply: the inner extents are {k} and {other}");
        if (Batch(left, right) is not { } batch)
        {
            inputs.Fail($"the batch axes of {left} and {right} do not broadcast");
            return [];
        }
        return [inputs.Type(0) with { Shape = new Shape([.. batch.Extents, LeftTransposed ? left[-1] : left[-2], RightTransposed ? right[-2] : right[-1]]) }];
    }

    private long Inner(Shape left) => LeftTransposed ? left[-2] : left[-1];

    private static Shape? Batch(Shape left, Shape right) =>
        Shape.Broadcast(new Shape([.. left.Extents.SkipLast(2)]), new Shape([.. right.Extents.SkipLast(2)]));

    /// <summary>Result elements × K.</summary>
    public override long Macs(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs) =>
        checked(outputs[0].Shape!.ElementCount * Inner(inputs[0]!.Shape!));

    /// <summary>Batch axes move in both operands; a swap of the last two axes turns into the flag.</summary>
    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types)
    {
        var rank = types.InputRank(0);
        if (types.InputRank(1) != rank || permutation.Rank != rank) return null;
        var batch = permutation.Axes.Items.Take(rank - 2).ToArray();
        if (batch.Any(axis => axis >= rank - 2)) return null;
        var plain = new Permutation([.. batch, rank - 2, rank - 1]);
        var swapped = permutation != plain;
        return new AxisPassage(
            this with { LeftTransposed = LeftTransposed ^ (swapped && input == 0), RightTransposed = RightTransposed ^ (swapped && input == 1) },
            [input == 0 ? permutation : plain, input == 1 ? permutation : plain], [plain]);
    }

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor left = inputs[0]!, right = inputs[1]!;
        if (!left.Element.IsFloat() || Batch(left.Shape, right.Shape) is not { } batch) return null;
        long m = left.Shape[LeftTransposed ? -1 : -2], n = right.Shape[RightTransposed ? -2 : -1], k = Inner(left.Shape);
        var shape = new Shape([.. batch.Extents, m, n]);
        long[] leftSteps = Broadcasting.Steps(new Shape([.. left.Shape.Extents.SkipLast(2)]), batch), rightSteps = Broadcasting.Steps(new Shape([.. right.Shape.Extents.SkipLast(2)]), batch);
        double[] x = left.ToDoubles(), y = right.ToDoubles(), result = new double[shape.ElementCount];
        var index = new long[batch.Rank];
        for (long start = 0; start < result.Length; start += m * n)
        {
            long a = ElementCopy.Place(index, leftSteps) * m * k, b = ElementCopy.Place(index, rightSteps) * k * n;
            for (long i = 0; i < m; i++)
            {
                for (long j = 0; j < n; j++)
                {
                    double sum = 0;
                    for (long l = 0; l < k; l++)
                        sum += x[a + (LeftTransposed ? (l * m) + i : (i * k) + l)] * y[b + (RightTransposed ? (j * k) + l : (l * n) + j)];
                    result[start + (i * n) + j] = sum;
                }
            }
            ElementCopy.Next(index, batch);
        }
        return [Elements.FromDoubles(shape, result, left.Element)];
    }
}
