using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Formats.CoreMl.Operations;

/// <summary>Products of matrices.</summary>
internal static class MilProducts
{
    // Of the input of a linear layer.
    private const int MostLinearAxes = 3;

    internal sealed class OfFullyConnected() : MilBinding<FullyConnected>("linear")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.Weighted;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Shape(0).Rank < 2)
            {
                var row = cx.Emit(new Reshape([1, cx.Shape(0)[0]]), cx.Input(0));
                var made = cx.Emit(new FullyConnected(WeightLayout.OutputInput), row, cx.Input(1), cx.OptionalInput(2));
                return [cx.Emit(new Reshape([cx.Shape(1)[0]]), made)];
            }
            return [cx.Emit(new FullyConnected(WeightLayout.OutputInput), cx.Input(0), cx.Input(1), cx.OptionalInput(2))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var (op, x, weights, bias) = (Of(node), node.Input(0), node.Input(1), node.OptionalInput(2));
            var isWide = x.Type.Shape!.Rank > MostLinearAxes;
            if (op.Weights == WeightLayout.OutputInput && IsStored(weights) && (bias is null || IsStored(bias)) && !isWide)
            {
                cx.Emit(Raw("linear"), [x, weights, bias], node.Outputs);
                return;
            }
            var raw = Raw("matmul", ("transpose_x", 0L), ("transpose_y", Flag(op.Weights == WeightLayout.OutputInput)));
            if (bias is null) cx.Emit(raw, [x, weights], node.Outputs);
            else cx.Emit(Raw("add"), [Step(cx, $"{node.Name}/product", raw, node.Output.Type, x, weights), bias], node.Outputs);
        }
    }

    internal sealed class OfMatMul() : MilBinding<MatMul>("matmul")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Shape(0).Rank < 2 || cx.Shape(1).Rank < 2) cx.Fail("a product with a vector is not supported");
            return [cx.Emit(new MatMul(cx.Raw.Int("transpose_x", 0) != 0, cx.Raw.Int("transpose_y", 0) != 0), cx.Input(0), cx.Input(1))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            RequireFloats(cx, node);
            cx.Emit(
                Raw("matmul", ("transpose_x", Flag(Of(node).LeftTransposed)), ("transpose_y", Flag(Of(node).RightTransposed))), node.Inputs,
                node.Outputs);
        }
    }
}
