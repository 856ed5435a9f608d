using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Products;

/// <summary>
/// Matrix products over the last two axes, [batch…,M,K] · [batch…,K,N] → [batch…,M,N]; batch axes broadcast. ONNX MatMul 1–13; TFLite
/// BATCH_MATMUL.
/// </summary>
/// <param name="LeftTransposed">The left operand is [batch…,K,M].</param>
/// <param name="RightTransposed">The right operand is [batch…,N,K].</param>
public sealed record MatMul(bool LeftTransposed = false, bool RightTransposed = false) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        Shape left = inputs.Shape(0, 2), right = inputs.Shape(1, 2);
        long k = Inner(left), other = RightTransposed ? right[-1] : right[-2];
        if (k != other) inputs.Fail($"{left} and {right} do not multiply: the inner dimensions are {k} and {other}");
        if (Batch(left, right) is not { } batch)
        {
            inputs.Fail($"the batch axes of {left} and {right} do not broadcast");
            return [];
        }
        long rows = LeftTransposed ? left[-1] : left[-2], columns = RightTransposed ? right[-2] : right[-1];
        return [inputs.Type(0) with { Shape = new Shape([.. batch.Extents, rows, columns]) }];
    }

    private long Inner(Shape left) => LeftTransposed ? left[-2] : left[-1];

    private static Shape? Batch(Shape left, Shape right) =>
        Shape.Broadcast(new Shape([.. left.Extents.SkipLast(2)]), new Shape([.. right.Extents.SkipLast(2)]));

    /// <summary>Result elements × K.</summary>
    public override long Macs(IReadOnlyList<TensorType?> inputs, IReadOnlyList<TensorType> outputs) =>
        checked(outputs[0].Shape!.ElementCount * Inner(inputs[0]!.Shape!));

    /// <summary>Batch axes move in both operands; a swap of the last two axes turns into the flag.</summary>
    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types)
    {
        var rank = types.InputRank(0);
        if (types.InputRank(1) != rank || permutation.Rank != rank) return null;
        var batch = permutation.Axes.Items.Take(rank - 2).ToArray();
        if (batch.Any(axis => axis >= rank - 2)) return null;
        var plain = new Permutation([.. batch, rank - 2, rank - 1]);
        var swapped = permutation != plain;
        return new AxisPropagation(
            this with
            {
                LeftTransposed = LeftTransposed ^ (swapped && input == 0),
                RightTransposed = RightTransposed ^ (swapped && input == 1),
            },
            [input == 0 ? permutation : plain, input == 1 ? permutation : plain], [plain]);
    }

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor left = inputs[0]!, right = inputs[1]!;
        if (!left.Element.IsFloat() || Batch(left.Shape, right.Shape) is not { } batch) return null;
        long m = left.Shape[LeftTransposed ? -1 : -2], n = right.Shape[RightTransposed ? -2 : -1], k = Inner(left.Shape);
        var shape = new Shape([.. batch.Extents, m, n]);
        long[] leftSteps = Broadcasting.Steps(new Shape([.. left.Shape.Extents.SkipLast(2)]), batch),
            rightSteps = Broadcasting.Steps(new Shape([.. right.Shape.Extents.SkipLast(2)]), batch);
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

    /// <summary>A product with a constant matrix on the right becomes a <see cref="FullyConnected"/>; vectors become matrices.</summary>
    internal sealed class Onnx() : OnnxBinding<MatMul>("MatMul")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.Free;

        public override void Write(Node node, WriteContext cx)
        {
            Value Plain(int index, bool isTransposed)
            {
                var operand = node.Input(index);
                if (!isTransposed) return operand;
                var rank = operand.Type.Shape!.Rank;
                var swap = new Permutation([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);
                return Step(
                    cx, $"{node.Name}/operand{index}", Raw("Transpose", ("perm", swap.Axes.Select(a => (long)a).ToEquatableArray())),
                    Real(operand) with { Shape = swap.Apply(operand.Type.Shape!) }, operand);
            }
            cx.Emit(Raw("MatMul"), [Plain(0, Of(node).LeftTransposed), Plain(1, Of(node).RightTransposed)], node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            Shape left = cx.Shape(0), right = cx.Shape(1);
            if (left.Rank == 0 || right.Rank == 0) cx.Fail("an operand is a scalar");
            var x = left.Rank == 1 ? cx.Emit(new Reshape([1, left[0]]), cx.Input(0)) : cx.Input(0);
            var y = right.Rank == 1 ? cx.Emit(new Reshape([right[0], 1]), cx.Input(1)) : cx.Input(1);
            var product = y.Constant is not null && y.Type.Shape!.Rank == 2 && x.Type.Element.IsFloat()
                ? cx.Emit(new FullyConnected(WeightLayout.InputOutput), x, y, null)
                : cx.Emit(new MatMul(), x, y);
            if (left.Rank > 1 && right.Rank > 1) return [product];
            var extents = product.Type.Shape!.Extents.ToList();
            if (right.Rank == 1) extents.RemoveAt(extents.Count - 1);
            if (left.Rank == 1) extents.RemoveAt(extents.Count - (right.Rank == 1 ? 1 : 2));
            return [cx.Emit(new Reshape(extents.ToEquatableArray()), product)];
        }
    }

    internal sealed class TFLite() : TFLiteBinding<MatMul>("BATCH_MATMUL")
    {
        private static readonly TFLiteVersions Versions = new(2, 3);

        public override Int8Rule Int8(Operator op) => Int8Rule.Free;

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new MatMul(cx.Raw.Int("adj_x", 0) != 0, cx.Raw.Int("adj_y", 0) != 0), cx.Input(0), cx.Input(1))];

        public override void Write(Node node, WriteContext cx)
        {
            var op = (MatMul)node.Operator;
            var attributes = new Dictionary<string, object>
            {
                ["adj_x"] = op.LeftTransposed ? 1L : 0L,
                ["adj_y"] = op.RightTransposed ? 1L : 0L,
            };
            var version = Versions.Of(node);
            if (node.Input(0).Type.Element == ElementType.Float32 && node.Input(1).Type.Element == ElementType.Int8)
            {
                attributes["asymmetric_quantize_inputs"] = 1L;
                version = 4;
            }
            cx.Emit(RawNode.Of("tflite", "BATCH_MATMUL", version, attributes), node.Inputs, node.Outputs);
        }
    }
}
