using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators;

namespace Sartor.Formats.Onnx;

/// <summary>Integers that stand for floats, in the terms of QuantizeLinear and DequantizeLinear of operator set 13.</summary>
internal static class OnnxStoredValues
{
    public const string Quantizes = "QuantizeLinear";
    public const string Dequantizes = "DequantizeLinear";

    /// <summary>True for integers with quantization parameters.</summary>
    public static bool IsStored(Value value) => value.Quantization is not null && value.Type.Element.IsInteger();

    /// <summary>The type of the floats.</summary>
    public static TensorType Real(Value value) => IsStored(value) ? value.Type with { Element = ElementType.Float32 } : value.Type;

    /// <summary>A QuantizeLinear to, or a DequantizeLinear from, a value.</summary>
    public static RawNode Raw(string type, Value value)
    {
        var attributes = new Dictionary<string, object>();
        if (value.Quantization is { IsPerAxis: true } q) attributes["axis"] = (long)q.Axis;
        return RawNode.Of("onnx", type, OnnxOpset.Written, attributes);
    }

    /// <summary>Why the operator set has no such integers; null where it has.</summary>
    public static string? Problem(Value value) => value.Type.Element switch
    {
        ElementType.Int8 or ElementType.UInt8 => null,
        ElementType.Int32 when value.Quantization!.ZeroPoints.Items.All(z => z == 0) => null,
        var element => $"'{value.Name}' stands for floats as {element.Label()}; operator set {OnnxOpset.Written} of ONNX quantizes to "
            + "int8, uint8, and biases to int32",
    };

    /// <summary>The inputs after the first: scale and zero point, which an int32 bias does without.</summary>
    public static Value[] Parameters(Value value, WriteContext context, Func<char, string> name)
    {
        var q = value.Quantization!;
        var shape = q.IsPerAxis ? new Shape(q.Scales.Count) : Shape.Scalar;
        var scale = context.Constant(name('s'), Tensor.Create(shape, q.Scales.Items.AsSpan()));
        if (value.Type.Element == ElementType.Int32) return [scale];
        var zero = Tensor.Create(shape, q.ZeroPoints.Items.AsSpan()).ConvertTo(value.Type.Element);
        return [scale, context.Constant(name('z'), zero)];
    }
}
