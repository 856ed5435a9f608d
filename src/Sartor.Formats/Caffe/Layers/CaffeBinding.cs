using System.Globalization;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Caffe.Layers;

/// <summary>
/// Reads layers of Caffe. Attributes of a raw node are lists of words by the names of the fields; its inputs are the blobs that it reads,
/// then its weights.
/// </summary>
internal abstract class CaffeBinding(params string[] types) : OperatorBinding(CaffeFormat.FormatName, types)
{
    protected static string[] Words(ReadContext cx, string name) =>
        cx.Raw.Attributes.GetValueOrDefault(name) is EquatableArray<string> words ? [.. words] : [];

    protected static long[] Ints(ReadContext cx, string name) => [.. Words(cx, name).Select(word => Int(cx, name, word))];

    protected static long Int(ReadContext cx, string name, long fallback) => Words(cx, name) is [.., var last] ? Int(cx, name, last)
        : fallback;

    protected static float[] Floats(ReadContext cx, string name) => [.. Words(cx, name).Select(word => Float(cx, name, word))];

    protected static float Float(ReadContext cx, string name, float fallback) =>
        Words(cx, name) is [.., var last] ? Float(cx, name, last) : fallback;

    protected static bool Bool(ReadContext cx, string name, bool fallback) =>
        Words(cx, name) is [.., var last] ? last is "true" or "True" or "t" or "1" : fallback;

    /// <summary>The name or number of a choice.</summary>
    protected static string Choice(ReadContext cx, string name, string fallback) => Words(cx, name) is [.., var last] ? last : fallback;

    /// <summary>Weights as float32 of a shape.</summary>
    protected static Value Weight(ReadContext cx, int index, params ReadOnlySpan<long> extents)
    {
        var (shape, tensor) = (new Shape(extents), cx.Input(index).Constant);
        if (tensor is null || tensor.Shape.ElementCount != shape.ElementCount)
            cx.Fail($"blob {index} of its weights has {tensor?.Shape.ElementCount ?? 0} values for {shape}");
        if (tensor!.Element == ElementType.Float32) return cx.Constant(tensor.Reshape(shape));
        cx.TakeElements(tensor.Shape.ElementCount);
        return cx.Constant(tensor.ConvertTo(ElementType.Float32).Reshape(shape));
    }

    protected static int Axis(ReadContext cx, long axis) =>
        cx.Axis(axis is >= int.MinValue and <= int.MaxValue ? (int)axis : int.MaxValue, 0);

    private static long Int(ReadContext cx, string name, string word)
    {
        if (!int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) cx.Fail(
            $"{name}: '{word}' is not a number");
        return value;
    }

    private static float Float(ReadContext cx, string name, string word)
    {
        if (!float.TryParse(word.TrimEnd('f'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            cx.Fail($"{name}: '{word}' is not a number");
        return value;
    }
}
