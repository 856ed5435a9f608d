using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record MatMul
{
    /// <summary>A product with a constant matrix on the right becomes a <see cref="FullyConnected"/>; vectors become matrices.</summary>
    internal sealed class Onnx() : OnnxBinding("MatMul")
    {
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
}
