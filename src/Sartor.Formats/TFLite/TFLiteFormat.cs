using System.Buffers.Binary;
using Sartor.Core;
using Sartor.Graph.Bindings;

namespace Sartor.Formats.TFLite;

/// <summary>TensorFlow Lite's FlatBuffers files, schema version 3.</summary>
internal sealed class TFLiteFormat : IModelFormat
{
    /// <summary>The file identifier, at byte 4.</summary>
    public const string Identifier = "TFL3";

    /// <summary>All bindings of the format.</summary>
    public static readonly BindingTable Bindings = new("tflite");

    public string Name => "tflite";

    public IReadOnlyList<string> Suffixes => [".tflite", ".lite"];

    public bool HasNegativeIndices => false;

    public bool Detect(SlicedFile file)
    {
        if (file.Length < 8) return false;
        var head = file.Slice(0, 8).Span;
        return head[4..].SequenceEqual("TFL3"u8) && BinaryPrimitives.ReadUInt32LittleEndian(head) is >= 8 and <= int.MaxValue;
    }

    public ReadModel Read(SlicedFile file, ModelReadOptions options) => TFLiteReader.Read(file, options);
}
