using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Sartor.Graph.Ir;
using Fields = Sartor.Formats.Onnx.OnnxFields.Model;

namespace Sartor.Formats.Onnx;

/// <summary>The parts of a ModelProto.</summary>
internal sealed class OnnxModel
{
    /// <summary>Version of the file format.</summary>
    public long IrVersion { get; private set; }

    /// <summary>Program and version that wrote the file.</summary>
    public string Producer { get; private set; } = "";

    private const int MostGraphs = 16;

    private string _producerVersion = "";

    /// <summary>Versions of the operator sets by domain; the default domain is the empty one.</summary>
    public Dictionary<string, long> Opsets { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Where the graph is; empty where there is none. A message that comes several times is one, whose lists are joined (protobuf encoding,
    /// "Last One Wins"); copies that give further outputs are written so.
    /// </summary>
    public List<ByteRange> Graphs { get; } = [];

    public static OnnxModel Read(SlicedFile file, AllocationBudget budget)
    {
        var model = new OnnxModel();
        var reader = new ProtoReader(file);
        while (reader.Next()) model.Read(file.Path, ref reader, budget);
        return model;
    }

    /// <summary>What the file says of itself.</summary>
    public GraphSource Source(IReadOnlyDictionary<string, int> operators) =>
        new("onnx", $"IR {IrVersion}", $"{Producer} {_producerVersion}".Trim(), Opsets, operators, Metadata);

    private void Read(string path, ref ProtoReader reader, AllocationBudget budget)
    {
        switch (reader.Field)
        {
            case Fields.IrVersion:
                IrVersion = reader.Int64();
                break;
            case Fields.ProducerName:
                Producer = reader.Text(budget);
                break;
            case Fields.ProducerVersion:
                _producerVersion = reader.Text(budget);
                break;
            case Fields.Graph:
                Graphs.Add(reader.Bytes());
                if (Graphs.Count > MostGraphs)
                    throw new UnsupportedModelException(
                        path, null, $"its graph comes in more than {MostGraphs} parts, which no exporter writes; export it again");
                break;
            case Fields.OpsetImport:
                ReadOpset(reader.Message(), budget);
                break;
            case Fields.MetadataProps:
                TensorProtoParts.ReadEntry(reader.Message(), Metadata, budget);
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private void ReadOpset(ProtoReader reader, AllocationBudget budget)
    {
        budget.Charge(128);
        var domain = "";
        long version = 0;
        while (reader.Next())
        {
            if (reader.Field == OnnxFields.OperatorSet.Domain) domain = reader.Text(budget);
            else if (reader.Field == OnnxFields.OperatorSet.Version) version = reader.Int64();
            else reader.Skip();
        }
        Opsets[domain == "ai.onnx" ? "" : domain] = version;
    }
}
