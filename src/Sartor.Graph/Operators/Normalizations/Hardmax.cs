using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Reductions;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>1 at the first greatest element along an axis, 0 elsewhere: ONNX Hardmax, which has no operator of its own here.</summary>
internal static class Hardmax
{
    internal sealed class Onnx() : OnnxSoftmax("Hardmax", Emit)
    {
        private static Value Emit(ReadContext cx, Value x, int axis)
        {
            var shape = x.Type.Shape!;
            cx.TakeElements(shape[axis]);
            var places = Enumerable.Range(0, checked((int)shape[axis])).ToArray();
            var along = new Shape([.. shape.Extents.Select((e, i) => i == axis ? e : 1)]);
            var greatest = cx.Emit(new ArgMax(axis, KeepAxis: true, Index: ElementType.Int32), x);
            return cx.Emit(new Cast(x.Type.Element), cx.Emit(new Equal(), cx.Constant(Tensor.Create(along, places)), greatest));
        }
    }
}
