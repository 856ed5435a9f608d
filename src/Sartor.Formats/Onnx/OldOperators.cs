using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Formats.Onnx;

/// <summary>
/// Brings nodes of operator sets 1 to 6 into the terms of set 7, from which on bindings read them. What changed is said by ONNX's
/// Changelog.md: attributes that became inputs, and operands that were aligned by an attribute instead of by their last axes.
/// </summary>
internal static class OldOperators
{
    /// <summary>The operator set from which on nodes are taken as they are.</summary>
    public const long Current = 7;

    private static readonly string[] s_aligned =
        ["Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Greater", "Less"];

    /// <summary>The node in the terms of set 7; the inputs are changed where they differ there.</summary>
    /// <param name="raw">A node of the default domain.</param>
    /// <param name="inputs">Its inputs; null for one left out.</param>
    /// <param name="reshaped">Gives a value another shape of as many elements.</param>
    public static RawNode Upgrade(RawNode raw, List<Value?> inputs, Func<Value, Shape, Value> reshaped)
    {
        if (raw.Domain.Length > 0 || raw.Version >= Current) return raw;
        if (s_aligned.Contains(raw.Type)) Align(raw, inputs, reshaped);
        return raw.Type switch
        {
            "PRelu" => Slopes(raw, inputs, reshaped),
            "Reshape" when raw.Has("shape") => WithInput(raw, inputs, Tensor.Vector(raw.Ints("shape").AsSpan())),
            "Tile" when inputs is [var x, { Constant: { } tiles }, { Constant: { } axis }] => Tile(raw, inputs, x, tiles, axis),
            "TopK" when raw.Has("k") => WithInput(raw, inputs, Tensor.Vector(raw.Int("k"))),
            "Upsample" when raw.Has("height_scale") && raw.Has("width_scale") =>
                With(raw, "scales", new[] { 1, 1, raw.Float("height_scale"), raw.Float("width_scale") }.ToEquatableArray()),
            "Pad" when raw.Has("paddings") => With(raw, "pads", raw.Attributes["paddings"]),
            "Cast" when raw.Attributes.GetValueOrDefault("to") is string name => With(raw, "to", OnnxElementTypes.Code(TypeOf(name))),
            "Concat" when !raw.Has("axis") => With(raw, "axis", 1L),
            "Selu" when raw.Version < 6 => With(With(raw, "alpha", raw.Float("alpha", 1.6732f)), "gamma", raw.Float("gamma", 1.0507f)),
            _ => raw,
        };
    }

    // "When broadcasting is specified, the second tensor's shape is a contiguous subset of the first's", which begins at the axis.
    private static void Align(RawNode raw, List<Value?> inputs, Func<Value, Shape, Value> reshaped)
    {
        if (raw.Attributes.GetValueOrDefault("axis") is not long axis
            || inputs is not [{ Type.Shape: { } left }, { Type.Shape: { } right } second])
            return;
        if (axis < 0) axis += left.Rank;
        var trailing = left.Rank - axis - right.Rank;
        if (trailing is > 0 and < int.MaxValue && axis >= 0)
            inputs[1] = reshaped(second, new Shape([.. right.Extents, .. Enumerable.Repeat(1L, (int)trailing)]));
    }

    // One slope a channel stands for the second axis.
    private static RawNode Slopes(RawNode raw, List<Value?> inputs, Func<Value, Shape, Value> reshaped)
    {
        if (inputs is [{ Type.Shape: { Rank: > 2 } x }, { Type.Shape: { Rank: 1 } slopes } second] && slopes[0] == x[1])
            inputs[1] = reshaped(second, new Shape([slopes[0], .. Enumerable.Repeat(1L, x.Rank - 2)]));
        return raw;
    }

    private static RawNode Tile(RawNode raw, List<Value?> inputs, Value? x, Tensor tiles, Tensor axis)
    {
        if (x?.Type.Shape is not { } shape || tiles.ToInt64s() is not [var count] || axis.ToInt64s() is not [var along]) return raw;
        var repeats = Enumerable.Range(0, shape.Rank).Select(i => i == along ? count : 1).ToArray();
        inputs.RemoveRange(1, 2);
        return WithInput(raw, inputs, Tensor.Vector<long>(repeats));
    }

    private static RawNode WithInput(RawNode raw, List<Value?> inputs, Tensor constant)
    {
        inputs.Add(ModelGraph.NewConstant(raw.Type, constant));
        return raw;
    }

    private static RawNode With(RawNode raw, string name, object value) =>
        raw with { Attributes = new Dictionary<string, object>(raw.Attributes) { [name] = value } };

    private static ElementType TypeOf(string name) => name switch
    {
        "FLOAT" => ElementType.Float32,
        "FLOAT16" => ElementType.Float16,
        "DOUBLE" => ElementType.Float64,
        "BOOL" => ElementType.Bool,
        "INT8" => ElementType.Int8,
        "INT16" => ElementType.Int16,
        "INT32" => ElementType.Int32,
        "INT64" => ElementType.Int64,
        "UINT8" => ElementType.UInt8,
        "UINT16" => ElementType.UInt16,
        "UINT32" => ElementType.UInt32,
        "UINT64" => ElementType.UInt64,
        _ => ElementType.Unknown,
    };
}
