using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>
/// Integers of 64 bits that provably fit 32: TFLite has kernels of int32 for some operators and none of int64, and a cast there and back
/// keeps such values.
/// </summary>
internal static class IntegerRange
{
    // A value is followed back through operators that only move elements; a chain that is longer is not worth it.
    private const int MostSteps = 32;

    /// <summary>True for integers of at most 32 bits, for constants in that range, and for what is made of these by moving.</summary>
    public static bool FitsInt32(Value value) => FitsInt32(value, MostSteps);

    /// <summary>A value as int32, by a CAST or as a constant.</summary>
    /// <param name="name">The node that needs it, for the name of the new value.</param>
    /// <param name="value">Integers that fit.</param>
    /// <param name="context">Takes the CAST.</param>
    public static Value ToInt32(string name, Value value, WriteContext context)
    {
        if (value.Type.Element == ElementType.Int32) return value;
        if (value.Constant is { } constant) return context.Constant($"{value.Name}/int32", constant.ConvertTo(ElementType.Int32));
        var cast = context.Temporary($"{name}/{value.Name}/int32", value.Type with { Element = ElementType.Int32 }, null);
        context.Emit(Cast.TFLite.Raw(value.Type.Element, ElementType.Int32), [value], [cast]);
        return cast;
    }

    private static bool FitsInt32(Value value, int steps)
    {
        var element = value.Type.Element;
        if (element == ElementType.Bool || (element.IsInteger() && element.Bits() <= 32 && element != ElementType.UInt32)) return true;
        if (element != ElementType.Int64 || steps == 0) return false;
        if (value.Constant is { } constant) return Array.TrueForAll(constant.ToInt64s(), v => v is >= int.MinValue and <= int.MaxValue);
        return value.Producer is { } producer && producer.Operator switch
        {
            IIndexResult => true,
            Cast or Reshape or Transpose or Slice or Split or Tile or BroadcastTo => FitsInt32(producer.Input(0), steps - 1),
            Concat => producer.Inputs.All(v => v is not null && FitsInt32(v, steps - 1)),
            _ => false,
        };
    }
}
