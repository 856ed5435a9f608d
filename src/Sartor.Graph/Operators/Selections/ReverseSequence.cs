using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Selections;

/// <summary>
/// The first elements of each sequence backward, its others as they are: ONNX ReverseSequence 10, which has no operator of its own here.
/// </summary>
internal static class ReverseSequence
{
    /// <summary>Element t of a sequence comes from length − 1 − t where that is not negative.</summary>
    internal sealed class Onnx() : OnnxBinding("ReverseSequence")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            int time = cx.Axis(cx.Raw.Int32("time_axis", 0), 0), batch = cx.Axis(cx.Raw.Int32("batch_axis", 1), 0);
            if (time == batch || cx.Shape(1) != new Shape(x[batch])) cx.Fail($"lengths {cx.Shape(1)} do not fit {x}");
            cx.TakeElements(x[time]);
            EquatableArray<long> Along(int axis) => x.Extents.Select((e, i) => i == axis ? e : 1).ToEquatableArray();
            var element = cx.Input(1).Type.Element;
            Value Number(long value) => cx.Constant(Tensor.Scalar(value).ConvertTo(element));
            var steps = cx.Constant(Tensor.Create(
                new Shape(Along(time).AsSpan()), Enumerable.Range(0, checked((int)x[time])).ToArray()).ConvertTo(element));
            var lengths = cx.Emit(new Reshape(Along(batch)), cx.Input(1));
            var mirrored = cx.Emit(new Sub(), cx.Emit(new Sub(), lengths, Number(1)), steps);
            var places = cx.Emit(new Select(), cx.Emit(new Less(), steps, lengths), mirrored, steps);
            var all = cx.Emit(new BroadcastTo(x.Extents.ToEquatableArray()), places);
            return [cx.Emit(new GatherElements(time), cx.Input(0), all)];
        }
    }
}
