using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Operators;
using Fields = Sartor.Formats.Onnx.OnnxFields.Attribute;

namespace Sartor.Formats.Onnx;

/// <summary>Writes the values of a raw node as AttributeProto, and tensors as TensorProto.</summary>
internal static class OnnxAttributeWriter
{
    /// <summary>AttributeProto.AttributeType.</summary>
    private const long Float = 1, Int = 2, String = 3, TensorType = 4, Floats = 6, Ints = 7;

    /// <summary>An attribute.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">A long, float, string, tensor, or list of long or float.</param>
    public static MessageWriter Write(string name, object value)
    {
        var attribute = new MessageWriter().Text(Fields.Name, name);
        switch (value)
        {
            case long number:
                return attribute.Int(Fields.Int, number).Int(Fields.Type, Int);
            case float number:
                return attribute.Float(Fields.Float, number).Int(Fields.Type, Float);
            case string text:
                return attribute.Text(Fields.String, text).Int(Fields.Type, String);
            case Tensor tensor:
                return attribute.Message(Fields.Tensor, Tensor(tensor, "")).Int(Fields.Type, TensorType);
            case EquatableArray<long> numbers:
                foreach (var number in numbers) attribute.Int(Fields.Ints, number);
                return attribute.Int(Fields.Type, Ints);
            case EquatableArray<float> numbers:
                foreach (var number in numbers) attribute.Float(Fields.Floats, number);
                return attribute.Int(Fields.Type, Floats);
            default:
                throw new ArgumentException($"'{name}' is a {value.GetType().Name}", nameof(value));
        }
    }

    /// <summary>A tensor with raw data, which are copied when the file is written.</summary>
    public static MessageWriter Tensor(Tensor tensor, string name)
    {
        var proto = new MessageWriter();
        foreach (var extent in tensor.Shape.Extents) proto.Int(OnnxFields.Tensor.Dims, extent);
        proto.Int(OnnxFields.Tensor.DataType, OnnxElementTypes.Code(tensor.Element));
        if (name.Length > 0) proto.Text(OnnxFields.Tensor.Name, name);
        return proto.Blob(OnnxFields.Tensor.RawData, tensor.Data);
    }
}
