using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Reductions;

/// <summary>Reads ArgMax and ArgMin.</summary>
/// <param name="type">Name in ONNX.</param>
/// <param name="make">The operator of an axis, whether the axis stays, and whether the last of equals wins.</param>
internal abstract class OnnxArgExtremum(string type, Func<int, bool, bool, Operator> make) : OnnxBinding(type)
{
    public sealed override IReadOnlyList<Value> Read(ReadContext context)
    {
        var raw = context.Raw;
        return [context.Emit(
            make(context.Axis(raw.Int32("axis", 0), 0), raw.Int("keepdims", 1) != 0, raw.Int("select_last_index", 0) != 0),
            context.Input(0))];
    }
}
