using System.Text.Json;

namespace Sartor.Engines.LiteRt;

/// <summary>Tensors as the process of LiteRT describes them: types by their number in the schema of TFLite.</summary>
internal static class LiteRtTensors
{
    // TensorType of schema.fbs.
    private static readonly ElementType[] s_types =
    [
        ElementType.Float32, ElementType.Float16, ElementType.Int32, ElementType.UInt8, ElementType.Int64, ElementType.String,
        ElementType.Bool, ElementType.Int16, ElementType.Complex64, ElementType.Int8, ElementType.Float64, ElementType.Complex128,
        ElementType.UInt64, ElementType.Unknown, ElementType.Unknown, ElementType.UInt32, ElementType.UInt16, ElementType.Int4,
    ];

    /// <summary>The inputs or outputs of a model; no axis is free.</summary>
    public static SessionTensor[] Describe(JsonElement tensors) => [.. tensors.EnumerateArray().Select(tensor => new SessionTensor(
        tensor.GetProperty("name").GetString()!,
        new TensorType(Element(tensor.GetProperty("type").GetInt32()), ShapeOf(tensor.GetProperty("shape"))),
        Quantization(tensor),
        []))];

    /// <summary>Cuts the bytes of an answer into the outputs of a model.</summary>
    /// <exception cref="EngineException">An output is not a tensor of numbers.</exception>
    public static Tensor[] Read(IReadOnlyList<SessionTensor> outputs, JsonElement header, byte[] payload)
    {
        var shapes = header.GetProperty("shapes").EnumerateArray().ToArray();
        var lengths = header.GetProperty("lengths").EnumerateArray().ToArray();
        var tensors = new Tensor[outputs.Count];
        var offset = 0;
        for (var i = 0; i < tensors.Length; i++)
        {
            var length = lengths[i].GetInt32();
            var type = new TensorType(outputs[i].Type.Element, ShapeOf(shapes[i]));
            if (type.Element.Bits() == 0 || type.ByteCount != length)
                throw new EngineException(
                    LiteRtEngine.EngineName,
                    $"output '{outputs[i].Name}' is {type} and has {length} bytes; only tensors of numbers can be read");
            tensors[i] = new Tensor(type.Element, type.Shape!, payload.AsMemory(offset, length));
            offset += length;
        }
        return tensors;
    }

    private static ElementType Element(int number) => number >= 0 && number < s_types.Length ? s_types[number] : ElementType.Unknown;

    private static Shape ShapeOf(JsonElement extents) => new([.. extents.EnumerateArray().Select(extent => extent.GetInt64())]);

    private static QuantizationParameters? Quantization(JsonElement tensor)
    {
        float[] scales = [.. tensor.GetProperty("scales").EnumerateArray().Select(scale => scale.GetSingle())];
        if (scales.Length == 0) return null;
        long[] zeros = [.. tensor.GetProperty("zeros").EnumerateArray().Select(zero => zero.GetInt64())];
        var points = scales.Select((_, i) => i < zeros.Length ? zeros[i] : 0).ToEquatableArray();
        return new QuantizationParameters(scales.ToEquatableArray(), points, tensor.GetProperty("axis").GetInt32());
    }
}
