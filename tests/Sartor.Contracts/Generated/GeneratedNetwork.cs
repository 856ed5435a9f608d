using Sartor.Contracts.Formats;

namespace Sartor.Contracts.Generated;

/// <summary>A network from a seed: its nodes, its constants, and what each value is on one sample.</summary>
/// <param name="Seed">What decides everything.</param>
/// <param name="Opset">Its operator set.</param>
/// <param name="HasEqualExtents">All dimensions of the values that operators share are the same number.</param>
/// <param name="Nodes">In the order in which they run.</param>
/// <param name="Values">Values by name, those of inputs included.</param>
/// <param name="Constants">TensorProto messages by name.</param>
/// <param name="Shown">Values that are outputs although a node reads them.</param>
public sealed record GeneratedNetwork(
    int Seed, long Opset, bool HasEqualExtents, IReadOnlyList<GeneratedNode> Nodes,
    IReadOnlyDictionary<string, GeneratedValue> Values, IReadOnlyDictionary<string, ProtoWriter> Constants, IReadOnlySet<string> Shown)
{
    /// <summary>Values that a node reads and none gives.</summary>
    public IReadOnlyList<GeneratedValue> Inputs =>
    [
        .. Nodes.SelectMany(n => n.Reads).Distinct().Except(Nodes.SelectMany(n => n.Outputs)).Where(Values.ContainsKey)
            .Select(name => Values[name]),
    ];

    /// <summary>Values that no node reads, and some others.</summary>
    public IReadOnlyList<GeneratedValue> Outputs =>
    [
        .. Nodes.SelectMany(n => n.Outputs).Where(name => name.Length > 0)
            .Where(name => Shown.Contains(name) || !Nodes.Any(n => n.Reads.Contains(name))).Select(name => Values[name]),
    ];

    /// <summary>The bytes of the ONNX file.</summary>
    public byte[] Build()
    {
        var builder = new OnnxBuilder { Opset = Opset };
        foreach (var name in Nodes.SelectMany(n => n.Reads).Distinct())
        {
            if (Constants.TryGetValue(name, out var constant)) builder.Initializer(constant);
        }
        foreach (var input in Inputs) builder.Input(input.Name, input.Sample.Element, [.. input.Extents.Select(e => (object)e)]);
        foreach (var node in Nodes) builder.Node(node.Type, node.Inputs, node.Outputs, node.Attributes);
        foreach (var output in Outputs) builder.Output(output.Name, output.Sample.Element);
        return builder.Build();
    }

    /// <summary>The network without one of its nodes: what it gave is an input then.</summary>
    public GeneratedNetwork Without(GeneratedNode node) => this with { Nodes = [.. Nodes.Where(n => n != node)] };

    /// <summary>The nodes in one line.</summary>
    public override string ToString() =>
        $"seed {Seed}, opset {Opset}: "
        + string.Join("; ", Nodes.Select(n => $"{string.Join(',', n.Outputs)} = {n.Type}({string.Join(',', n.Inputs.Select(Describe))})"));

    private string Describe(string name) =>
        Values.TryGetValue(name, out var value) ? $"{name}[{string.Join(',', value.Extents)}]" : name;
}
