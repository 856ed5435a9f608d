using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Formats.Onnx.Wire;

namespace Sartor.Formats.CoreMl.Mil;

/// <summary>Makes the messages of a program.</summary>
internal static class MilMessages
{
    /// <summary>A constant that the message itself holds; text where that is what it is.</summary>
    public static MessageWriter Text(string text) => Value(
        MilTypes.Text, [], new MessageWriter().Message(
            MilFields.TensorValue.Strings, new MessageWriter().Text(MilFields.TensorValue.Values, text)));

    /// <summary>A constant that the message itself holds.</summary>
    /// <param name="tensor">float32, int32 or bool; other elements as their bytes.</param>
    public static MessageWriter Immediate(Tensor tensor)
    {
        var (field, data) = tensor.Element switch
        {
            ElementType.Float32 => (MilFields.TensorValue.Floats, tensor.Data),
            ElementType.Int32 => (MilFields.TensorValue.Ints, Packed(tensor.ToInt64s())),
            ElementType.Bool => (MilFields.TensorValue.Bools, Packed(tensor.ToInt64s())),
            _ => (MilFields.TensorValue.Bytes, tensor.Data),
        };
        return Value(
            MilTypes.Mil(tensor.Element), tensor.Shape.Extents,
            new MessageWriter().Message(field, new MessageWriter().Blob(MilFields.TensorValue.Values, data)));
    }

    /// <summary>A constant in the file of weights.</summary>
    /// <param name="type">Of the tensor.</param>
    /// <param name="offset">Where its description is.</param>
    public static MessageWriter Stored(TensorType type, long offset) => new MessageWriter()
        .Message(MilFields.Value.Type, Type(MilTypes.Mil(type.Element), type.Shape!.Extents))
        .Message(
            MilFields.Value.Blob,
            new MessageWriter().Text(MilFields.Blob.FileName, BlobFile.Reference).Int(MilFields.Blob.Offset, offset));

    /// <summary>A name and a type.</summary>
    public static MessageWriter Named(string name, TensorType type) => new MessageWriter()
        .Text(MilFields.NamedType.Name, name)
        .Message(MilFields.NamedType.Type, Type(MilTypes.Mil(type.Element), type.Shape!.Extents));

    /// <summary>The name of text.</summary>
    public static MessageWriter NamedText(string name) => new MessageWriter()
        .Text(MilFields.NamedType.Name, name).Message(MilFields.NamedType.Type, Type(MilTypes.Text, []));

    /// <summary>An input or output in the description of the model.</summary>
    public static MessageWriter Feature(string name, TensorType type)
    {
        var array = new MessageWriter()
            .Blob(MilFields.Feature.Shape, Packed([.. type.Shape!.Extents]))
            .Int(MilFields.Feature.DataType, MilTypes.MultiArray(type.Element));
        return new MessageWriter()
            .Text(MilFields.Feature.Name, name)
            .Message(MilFields.Feature.Type, new MessageWriter().Message(MilFields.Feature.MultiArray, array));
    }

    /// <summary>An entry of a map.</summary>
    public static MessageWriter Entry(string key, MessageWriter value) =>
        new MessageWriter().Text(MilFields.Entry.Key, key).Message(MilFields.Entry.Value, value);

    /// <summary>Integers as one field.</summary>
    private static byte[] Packed(IReadOnlyList<long> values)
    {
        var bytes = new List<byte>(values.Count);
        foreach (var value in values)
        {
            var rest = unchecked((ulong)value);
            for (; rest >= 0x80; rest >>= 7) bytes.Add((byte)(rest | 0x80));
            bytes.Add((byte)rest);
        }
        return CollectionsMarshal.AsSpan(bytes).ToArray();
    }

    private static MessageWriter Value(int code, IReadOnlyList<long> extents, MessageWriter tensor) => new MessageWriter()
        .Message(MilFields.Value.Type, Type(code, extents))
        .Message(MilFields.Value.Immediate, new MessageWriter().Message(MilFields.Immediate.Tensor, tensor));

    private static MessageWriter Type(int code, IReadOnlyList<long> extents)
    {
        var tensor = new MessageWriter().Int(MilFields.TensorType.DataType, code);
        if (extents.Count > 0) tensor.Int(MilFields.TensorType.Rank, extents.Count);
        foreach (var extent in extents)
        {
            tensor.Message(
                MilFields.TensorType.Dimensions, new MessageWriter().Message(
                    MilFields.TensorType.Constant, new MessageWriter().Int(MilFields.TensorType.Size, extent)));
        }
        return new MessageWriter().Message(MilFields.ValueType.Tensor, tensor);
    }
}
