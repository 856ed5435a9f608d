using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Reductions;

/// <summary>Reads ArgMax and ArgMin.</summary>
/// <param name="type">Name in ONNX.</param>
/// <param name="make">The operator of an axis, whether the axis stays, and whether the last of equals wins.</param>
internal abstract class OnnxArgExtremum<TOperator>(string type, Func<int, bool, bool, TOperator> make) : OnnxBinding<TOperator>(type)
    where TOperator : ArgExtremum
{
    /// <summary>The result is int64; another type is a Cast of it.</summary>
    public sealed override void Write(Node node, WriteContext context)
    {
        var op = Of(node);
        var raw = Raw(
            Types[0], ("axis", (long)op.Axis), ("keepdims", op.KeepAxis ? 1L : 0L), ("select_last_index", op.SelectsLast ? 1L : 0L));
        if (op.Index == ElementType.Int64)
        {
            context.Emit(raw, [node.Input(0)], node.Outputs);
            return;
        }
        var index = Step(context, $"{node.Name}/index", raw, node.Output.Type with { Element = ElementType.Int64 }, node.Input(0));
        context.Emit(Raw("Cast", ("to", OnnxElementTypes.Code(op.Index))), [index], node.Outputs);
    }

    public sealed override IReadOnlyList<Value> Read(ReadContext context)
    {
        var raw = context.Raw;
        return [context.Emit(
            make(context.Axis(raw.Int32("axis", 0), 0), raw.Int("keepdims", 1) != 0, raw.Int("select_last_index", 0) != 0),
            context.Input(0))];
    }
}
