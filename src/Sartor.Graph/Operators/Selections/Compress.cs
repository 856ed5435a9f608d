using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Selections;

/// <summary>The slices of an axis, or the elements in a row, that a constant condition names: ONNX Compress 9–11 as a gather.</summary>
internal static class Compress
{
    internal sealed class Onnx() : OnnxBinding("Compress")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var condition = cx.ConstantInput(1).ToInt64s();
            var places = Enumerable.Range(0, condition.Length).Where(i => condition[i] != 0).ToArray();
            var isRow = !cx.Raw.Has("axis");
            var x = isRow ? cx.Emit(new Reshape([cx.Shape(0).ElementCount]), cx.Input(0)) : cx.Input(0);
            var axis = isRow ? 0 : cx.Axis(cx.Raw.Int32("axis"), 0);
            if (condition.Length > x.Type.Shape![axis]) cx.Fail($"{condition.Length} conditions do not fit axis {axis} of {x.Type.Shape}");
            return [cx.Emit(new Gather(axis), x, cx.Constant(Tensor.Vector<int>(places)))];
        }
    }
}
