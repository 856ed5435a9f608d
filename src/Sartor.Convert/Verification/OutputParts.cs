using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>The tensors that a final Concat joins to an output, as a detector joins boxes and scores.</summary>
/// <param name="Axis">Axis of the output along which they lie one behind the other; −1 where nothing is joined.</param>
/// <param name="Names">Name of each tensor, in order.</param>
/// <param name="Ends">Index along the axis at which each ends.</param>
public sealed record OutputParts(int Axis, EquatableArray<string> Names, EquatableArray<long> Ends)
{
    private const int Deepest = 64;

    /// <summary>Nothing is joined.</summary>
    public static readonly OutputParts None = new(-1, [], []);

    /// <summary>The tensor that all elements of a slice come from; null where they come from several.</summary>
    /// <param name="axis">Axis of the slice; −1 for all elements.</param>
    /// <param name="index">Index along it.</param>
    public string? At(int axis, int index)
    {
        if (axis < 0 || axis != Axis) return null;
        for (var i = 0; i < Ends.Count; i++)
        {
            if (index < Ends[i]) return Names[i];
        }
        return null;
    }

    /// <summary>The parts of a value, through all operators that move elements or take each by itself.</summary>
    public static OutputParts Of(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Of(value, 0);
    }

    private static OutputParts Of(Value value, int depth)
    {
        if (value.Producer is not { } node || value.Type.Shape is not { } shape || depth > Deepest) return None;
        return node.Operator switch
        {
            Quantize or Dequantize or ElementwiseUnary => Of(node.Input(0), depth + 1),
            Reshape => Moved(Of(node.Input(0), depth + 1), axis => MovedAxis.Reshaped(axis, node.Input(0).Type.Shape, shape)),
            Transpose transpose => Moved(Of(node.Input(0), depth + 1), axis => MovedAxis.Transposed(axis, transpose.Permutation)),
            Concat { Axis: var axis } => Joined(node, axis, depth),
            _ => None,
        };
    }

    private static OutputParts Moved(OutputParts parts, Func<int, int> move) =>
        parts.Axis < 0 ? None : move(parts.Axis) is >= 0 and var axis ? parts with { Axis = axis } : None;

    // A part that was joined along the same axis itself is told by its own parts.
    private static OutputParts Joined(Node node, int axis, int depth)
    {
        var (names, ends, end) = (new List<string>(), new List<long>(), 0L);
        foreach (var input in node.Inputs)
        {
            if (input?.Type.Shape is not { } shape) return None;
            var inner = Of(input, depth + 1);
            if (inner.Axis == axis)
            {
                names.AddRange(inner.Names);
                ends.AddRange(inner.Ends.Select(e => end + e));
            }
            else
            {
                names.Add(input.Name);
                ends.Add(end + shape[axis]);
            }
            end += shape[axis];
        }
        return names.Count > 1 ? new OutputParts(axis, names.ToEquatableArray(), ends.ToEquatableArray()) : None;
    }
}
