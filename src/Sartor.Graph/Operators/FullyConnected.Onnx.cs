using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record FullyConnected
{
    /// <summary>Y = alpha · A' · B' + beta · C. Factors other than 1 become multiplications; a C that is no bias vector is added after.</summary>
    internal sealed class Onnx() : OnnxBinding("Gemm")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Shape(0).Rank != 2 || cx.Shape(1).Rank != 2) cx.Fail($"{cx.Shape(0)} and {cx.Shape(1)} are not matrices");
            if (!cx.Input(0).Type.Element.IsFloat()) cx.Fail($"a product of {cx.Input(0).Type.Element.Label()} is not supported");
            var x = cx.Raw.Int("transA", 0) != 0 ? cx.Emit(new Transpose(new Permutation([1, 0])), cx.Input(0)) : cx.Input(0);
            var op = new FullyConnected(cx.Raw.Int("transB", 0) != 0 ? WeightLayout.OutputInput : WeightLayout.InputOutput);
            var weights = Scale(cx, cx.Input(1), cx.Raw.Float("alpha", 1));
            var outputs = op.Extents(cx.Shape(1)).Outputs;
            if (cx.OptionalInput(2) is null) return [cx.Emit(op, x, weights, null)];
            var bias = Scale(cx, cx.Input(2), cx.Raw.Float("beta", 1));
            var shape = cx.Shape(2);
            if (shape == new Shape(outputs)) return [cx.Emit(op, x, weights, bias)];
            if (shape == new Shape(1, outputs)) return [cx.Emit(op, x, weights, cx.Emit(new Reshape([outputs]), bias))];
            return [cx.Emit(new Add(), cx.Emit(op, x, weights, null), bias)];
        }

        private static Value Scale(ReadContext cx, Value value, float factor) => factor == 1
            ? value
            : cx.Emit(new Mul(), value, cx.Constant(Tensor.Scalar(factor).ConvertTo(value.Type.Element)));
    }
}
