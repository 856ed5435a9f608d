using Sartor.Core;
using Sartor.Formats.Onnx.Wire;
using Fields = Sartor.Formats.Onnx.OnnxFields.Graph;

namespace Sartor.Formats.Onnx;

/// <summary>The parts of a GraphProto, before anything is built from them.</summary>
internal sealed class OnnxGraph
{
    public List<OnnxNode> Nodes { get; } = [];

    public List<ByteRange> Initializers { get; } = [];

    public List<ByteRange> SparseInitializers { get; } = [];

    public List<OnnxValueInfo> Inputs { get; } = [];

    public List<OnnxValueInfo> Outputs { get; } = [];

    /// <summary>What the file says of values inside the graph and of outputs; the first of several wins.</summary>
    public Dictionary<string, OnnxValueInfo> Infos { get; } = new(StringComparer.Ordinal);

    public static OnnxGraph Read(SlicedFile file, IReadOnlyList<ByteRange> ranges, AllocationBudget budget)
    {
        var graph = new OnnxGraph();
        foreach (var range in ranges)
        {
            var reader = new ProtoReader(file, range);
            while (reader.Next()) graph.Read(ref reader, budget);
        }
        foreach (var output in graph.Outputs) graph.Infos.TryAdd(output.Name, output);
        return graph;
    }

    private void Read(ref ProtoReader reader, AllocationBudget budget)
    {
        switch (reader.Field)
        {
            case Fields.Node:
                Nodes.Add(OnnxNode.Read(reader.Message(), budget));
                break;
            case Fields.Initializer:
                var initializer = reader.Bytes();
                budget.Part(initializer.Length).Charge(48);
                Initializers.Add(initializer);
                break;
            case Fields.SparseInitializer:
                var sparse = reader.Bytes();
                budget.Part(sparse.Length).Charge(800);
                SparseInitializers.Add(sparse);
                break;
            case Fields.Input:
                Inputs.Add(OnnxValueInfo.Read(reader.Message(), budget));
                break;
            case Fields.Output:
                Outputs.Add(OnnxValueInfo.Read(reader.Message(), budget));
                break;
            case Fields.ValueInfo:
                var info = OnnxValueInfo.Read(reader.Message(), budget);
                Infos.TryAdd(info.Name, info);
                break;
            default:
                reader.Skip();
                break;
        }
    }
}
