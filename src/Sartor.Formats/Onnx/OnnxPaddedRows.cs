using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Formats.Onnx;

/// <summary>
/// What may read rows of which the model has as many as values leave, and the graph as many as there can be
/// (docs/decisions/padded-rows.md): whatever treats each row by itself, and leaves −1 as it is.
/// </summary>
internal static class OnnxPaddedRows
{
    /// <summary>Where the axis of the rows is behind a node.</summary>
    /// <param name="raw">The node.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="problem">What it does instead, and what to do; null where it can be followed.</param>
    public static int? Follow(RawNode raw, IReadOnlyList<Value?> inputs, out string? problem)
    {
        problem = null;
        if (inputs.FirstOrDefault(input => input?.PaddedAxis is not null) is not { } rows) return null;
        if (raw.Domain.Length == 0 && Axis(raw, inputs, rows.PaddedAxis!.Value) is { } axis) return axis;
        problem = $"it reads the boxes that a NonMaxSuppression leaves ('{rows.Name}'), and their number depends on values; make "
            + $"'{rows.Name}' an output of the network when you export it, and do the rest in the app";
        return null;
    }

    /// <summary>What whoever reads such an output has to know.</summary>
    public static IEnumerable<Diagnostic> Notes(IEnumerable<Value> outputs) =>
        from output in outputs
        let rows = output is { PaddedAxis: { } axis, Type.Shape: { } shape } ? shape[axis] : -1
        where rows >= 0
        select Diagnostic.Note(
            "padded-rows",
            $"The number of boxes in '{output.Name}' depends on values; a converted file has {rows} rows, and rows of −1 are no boxes.");

    private static int? Axis(RawNode raw, IReadOnlyList<Value?> inputs, int axis) => raw.Type switch
    {
        "Identity" => axis,
        "Cast" => KeepsMinusOne(raw.Int("to")) ? axis : null,
        "Transpose" => Transposed(raw, inputs, axis),
        "Concat" => inputs.All(input => input?.PaddedAxis == axis) && At(raw.Int("axis", 1), inputs[0]) != axis ? axis : null,
        "Gather" when inputs is [_, { PaddedAxis: null, Type.Shape: { } shape, Constant: not null }]
            && At(raw.Int("axis", 0), inputs[0]) is var gathered && gathered != axis => axis < gathered ? axis : axis - 1 + shape.Rank,
        "Slice" when Ints(inputs, 3) is { } axes => Array.TrueForAll(axes, a => At(a, inputs[0]) != axis) ? axis : null,
        "Squeeze" when Axes(raw, inputs) is { } axes => Squeezed([.. axes.Select(a => At(a, inputs[0]))], axis),
        "Unsqueeze" when Axes(raw, inputs) is { } axes =>
            Unsqueezed([.. axes.Select(a => a < 0 ? a + inputs[0]!.Type.Shape!.Rank + axes.Length : a)], axis),
        "Reshape" when axis == 0 && Ints(inputs, 1) is [-1, .. var rest] => WholeRows(inputs[0]!, [.. rest]) ? 0 : null,
        _ => null,
    };

    private static bool KeepsMinusOne(long code) => OnnxElementTypes.Read(code) is ElementType.Float16 or ElementType.Float32
        or ElementType.Float64 or ElementType.Int8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64;

    private static int? Transposed(RawNode raw, IReadOnlyList<Value?> inputs, int axis)
    {
        var rank = inputs[0]!.Type.Shape!.Rank;
        var order = raw.Ints("perm", Enumerable.Range(0, rank).Reverse().Select(i => (long)i).ToEquatableArray());
        var at = Array.IndexOf([.. order], (long)axis);
        return at < 0 ? null : at;
    }

    private static int? Squeezed(long[] axes, int axis) => axes.Contains(axis) ? null : axis - axes.Count(a => a < axis);

    private static int? Unsqueezed(long[] axes, int axis)
    {
        var at = 0;
        for (var left = axis; ; at++)
        {
            if (axes.Contains(at)) continue;
            if (left-- == 0) return at;
        }
    }

    private static bool WholeRows(Value rows, IReadOnlyList<long> rest)
    {
        if (rest.Any(extent => extent < 1)) return false;
        var (row, wanted) = (rows.Type.Shape!.ElementCount / rows.Type.Shape[0], rest.Aggregate(1L, (product, extent) => product * extent));
        return row % wanted == 0;
    }

    private static long[]? Axes(RawNode raw, IReadOnlyList<Value?> inputs) =>
        raw.Has("axes") ? [.. raw.Ints("axes")] : Ints(inputs, 1);

    private static long[]? Ints(IReadOnlyList<Value?> inputs, int index) =>
        index < inputs.Count && inputs[index] is { Constant: { } constant, PaddedAxis: null } ? constant.ToInt64s() : null;

    private static long At(long axis, Value? value) => axis < 0 ? axis + value!.Type.Shape!.Rank : axis;
}
