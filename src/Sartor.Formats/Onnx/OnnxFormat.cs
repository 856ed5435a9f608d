using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Bindings;
using Fields = Sartor.Formats.Onnx.OnnxFields.Model;

namespace Sartor.Formats.Onnx;

/// <summary>ONNX: protobuf, optionally with weights in files beside it.</summary>
internal sealed class OnnxFormat : IModelFormat
{
    private static readonly Lazy<BindingTable> Table = new(() => new BindingTable("onnx"));

    public static BindingTable Bindings => Table.Value;

    public string Name => "onnx";

    public IReadOnlyList<string> Suffixes => [".onnx"];

    public bool HasNegativeIndices => true;

    /// <summary>
    /// A protobuf message whose fields, as far as the file goes, have the numbers and wire types of ModelProto, with an IR version or a
    /// graph among them. A truncated file still counts, so that it is refused as a damaged model.
    /// </summary>
    public bool Detect(SlicedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var known = 0;
        try
        {
            var reader = new ProtoReader(file);
            while (reader.Next())
            {
                var isNumber = reader.Field is Fields.IrVersion or Fields.ModelVersion;
                var isMessage =
                    reader.Field is Fields.ProducerName or Fields.ProducerVersion or Fields.Domain or Fields.DocString or Fields.Graph
                    or Fields.OpsetImport or Fields.MetadataProps or Fields.TrainingInfo or Fields.Functions or 26;
                if (reader.Type != (isNumber ? WireType.Varint : WireType.LengthDelimited) || !(isNumber || isMessage)) return false;
                if (reader.Field == Fields.IrVersion)
                {
                    if (reader.Int64() is < 1 or > 1000) return false;
                    known++;
                    continue;
                }
                if (reader.Field == Fields.Graph) known++;
                reader.Skip();
            }
        }
        catch (ModelFormatException)
        {
            return known > 0;
        }
        return known > 0;
    }

    public ReadModel Read(SlicedFile file, ModelReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        return OnnxReader.Read(file, options);
    }
}
