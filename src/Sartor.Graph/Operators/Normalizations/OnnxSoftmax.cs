using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Normalizations;

/// <summary>
/// Reads Softmax and its kin. Before opset 13 the input counts as a matrix [axes before, axis and after] and each row is one vector.
/// </summary>
/// <param name="type">Name in ONNX.</param>
/// <param name="emit">Emits the function of a value along an axis.</param>
internal abstract class OnnxSoftmax(string type, Func<ReadContext, Value, int, Value> emit) : OnnxBinding(type)
{
    public sealed override IReadOnlyList<Value> Read(ReadContext context)
    {
        var x = context.Shape(0);
        var legacy = context.Raw.Version < 13;
        var axis = context.Raw.Int32("axis", legacy ? 1 : -1);
        if (axis < -x.Rank || axis >= Math.Max(x.Rank, legacy ? axis + 1 : 1)) context.Fail($"axis {axis} is out of range for {x}");
        if (axis < 0) axis += x.Rank;
        if (!legacy || x.Extents.Skip(axis + 1).All(e => e == 1) && axis < x.Rank) return [emit(context, context.Input(0), axis)];
        if (axis > x.Rank) context.Fail($"axis {axis} is out of range for {x}");
        var runs = AxisRuns.Between(x, axis, x.Rank);
        var matrix = context.Emit(new Reshape([runs.Outer, runs.Length]), context.Input(0));
        return [context.Emit(new Reshape(x.Extents.ToEquatableArray()), emit(context, matrix, 1))];
    }
}
