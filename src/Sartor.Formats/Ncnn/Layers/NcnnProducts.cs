using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Shapes;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn.Layers;

/// <summary>Linear layers and matrix products.</summary>
internal static class NcnnProducts
{
    internal sealed class InnerProduct() : NcnnBinding<FullyConnected>("InnerProduct")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            long outputs = Int(cx.Raw, 0), count = Int(cx.Raw, 2);
            if (Int(cx.Raw, 8) != 0) cx.Fail("layers in int8 are not read; give the float32 model");
            if (outputs < 1 || count % outputs != 0) cx.Fail($"{count} weights do not divide into {outputs} outputs");
            var (x, inputs) = (cx.Input(0), count / outputs);
            // Rows of a matrix are taken one by one; everything else is one vector.
            var isRows = cx.Shape(0).Rank == 3 && cx.Shape(0)[2] == inputs;
            if (!isRows && cx.Shape(0).Rank != 2) x = cx.Emit(new Reshape([1, cx.Shape(0).ElementCount]), x);
            var weights = Read(cx, 1, outputs, inputs);
            var bias = Int(cx.Raw, 1) != 0 ? Read(cx, 2, outputs) : null;
            return [NcnnActivations.Apply(cx, cx.Emit(new FullyConnected(WeightLayout.OutputInput), x, weights, bias))];
        }

        public override void Write(Node node, WriteContext cx) => Write(node, cx, Of(node).Weights, Of(node).Activation);

        public static void Write(Node node, WriteContext cx, WeightLayout layout, Activation activation)
        {
            var weights = Weight(cx, node, 1);
            if (layout == WeightLayout.InputOutput) weights = TensorTranspose.Apply(weights, new Permutation([1, 0]));
            long outputs = weights.Shape[0], inputs = weights.Shape[1], rows = node.Input(0).Type.Shape!.ElementCount / inputs;
            var bias = node.OptionalInput(2);
            List<(int, object)> parameters = [(0, outputs), (1, bias is null ? 0L : 1L), (2, weights.Shape.ElementCount)];
            parameters.AddRange(NcnnActivations.Fused(activation) ?? throw new InvalidOperationException($"{activation} is fused"));
            List<Value> fed =
                [Shaped(cx, node, node.Input(0), rows == 1 ? [inputs] : [rows, inputs]), Own(node, "weights", weights)];
            if (bias is not null) fed.Add(Own(node, "bias", Weight(cx, node, 2)));
            Emit(cx, node, Raw("InnerProduct", [.. parameters]), fed, rows == 1 ? [outputs] : [rows, outputs]);
        }
    }

    internal sealed class Products() : NcnnBinding<MatMul>("MatMul")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Shape(0).Rank < 3 || cx.Shape(1).Rank < 3) cx.Fail("a product with a vector is not supported");
            return [cx.Emit(new MatMul(RightTransposed: Int(cx.Raw, 0) != 0), cx.Input(0), cx.Input(1))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            var (left, right) = (node.Input(0), node.Input(1));
            if (!op.LeftTransposed && Stored(right) is { Shape.Rank: 2 })
            {
                InnerProduct.Write(
                    node, cx, op.RightTransposed ? WeightLayout.OutputInput : WeightLayout.InputOutput, Activation.None);
                return;
            }
            if (op.LeftTransposed) cx.Fail(node, "MatMul of ncnn transposes no left operand; write a transpose before it in the source");
            cx.Emit(Raw("MatMul", (0, op.RightTransposed ? 1L : 0L)), [Matrix(cx, node, left), Matrix(cx, node, right)], node.Outputs);
        }

        private static Value Matrix(WriteContext cx, Node node, Value value)
        {
            Shape whole = node.Output.Type.Shape!, own = value.Type.Shape!;
            if (own.Rank < 2) cx.Fail(node, "a product with a vector is not written");
            long[] extents = [.. Enumerable.Repeat(1L, whole.Rank - own.Rank), .. own.Extents];
            var isBatch = whole.Rank > 2 && NcnnDims.HasBatch(whole);
            if (extents.Length - (isBatch ? 1 : 0) > NcnnDims.MostAxes || (!isBatch && whole.Rank > 2 && whole[0] == 1))
                cx.Fail(node, $"the product {whole} has more axes than a blob");
            return Shaped(cx, node, value, isBatch ? extents[1..] : extents);
        }
    }

    /// <summary>α · A · B + β · C with constants of its own; written by pnnx for linear layers.</summary>
    internal sealed class Gemm() : NcnnBinding("Gemm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            long n = Int(raw, 8), k = Int(raw, 9);
            if (Int(raw, 4) != 0 || Int(raw, 5) != 1 || Int(raw, 2) != 0 || Int(raw, 18) != 0 || Int(raw, 11) != 0 || Int(raw, 14) != 0)
                cx.Fail("only products of a computed matrix with a constant one are supported");
            if (Float(raw, 0, 1) != 1 || Float(raw, 1, 1) != 1) cx.Fail("factors other than 1 are not supported");
            if (cx.Shape(0).Rank != 3) cx.Fail($"its input {cx.Shape(0)} is not a matrix");
            var layout = Int(raw, 3) != 0 ? WeightLayout.OutputInput : WeightLayout.InputOutput;
            var weights = layout == WeightLayout.OutputInput ? Read(cx, 1, n, k) : Read(cx, 1, k, n);
            if (Int(raw, 6) != 1 || Int(raw, 10) == -1) return [cx.Emit(new FullyConnected(layout), cx.Input(0), weights, null)];
            if (Int(raw, 10) != 4) cx.Fail($"a constant summand of kind {Int(raw, 10)} is not supported");
            return [cx.Emit(new FullyConnected(layout), cx.Input(0), weights, Read(cx, 2, n))];
        }
    }
}
