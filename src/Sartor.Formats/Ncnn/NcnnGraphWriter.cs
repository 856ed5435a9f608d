using System.Diagnostics.CodeAnalysis;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;

namespace Sartor.Formats.Ncnn;

/// <summary>
/// Takes layers from the bindings. A constant that a layer reads as a blob becomes a MemoryData; a blob that several layers read, or that
/// is an output besides, goes through a Split, because each blob of ncnn has one reader.
/// </summary>
internal sealed class NcnnGraphWriter : WriteContext
{
    private readonly ModelGraph _graph;
    private readonly List<WrittenLayer> _layers = [];
    private readonly Dictionary<Value, Value> _constants = new(ReferenceEqualityComparer.Instance);
    private Node? _node;

    private NcnnGraphWriter(ModelGraph graph) => _graph = graph;

    public override string Format => NcnnFormat.FormatName;

    /// <summary>All layers in their order, each blob with one reader or an output, and the blobs that are the outputs.</summary>
    /// <exception cref="UnsupportedModelException">Nodes cannot be written; the message counts them by their operators.</exception>
    public static (IReadOnlyList<WrittenLayer> Layers, IReadOnlyList<Value> Outputs) Write(ModelGraph graph)
    {
        var writer = new NcnnGraphWriter(graph);
        foreach (var input in graph.Inputs) writer.AddInput(input);
        writer.WriteNodes();
        writer._node = null;
        return NcnnSplits.Add(writer._layers, [.. graph.Outputs.Select(writer.Blob)], (name, type) => writer.Temporary(name, type, null));
    }

    private void AddInput(Value input)
    {
        var place = $"input '{input.Name}'";
        if (input.Type.Element != ElementType.Float32)
            throw new UnsupportedModelException(_graph.Name, place, $"is {input.Type.Element.Label()}, and ncnn computes in float32 only");
        if (NcnnDims.Of(input.Type.Shape) is not { } dims)
            throw new UnsupportedModelException(
                _graph.Name, place, $"is {input.Type}, and a blob has at most {NcnnDims.MostAxes} axes beside a batch of 1");
        var values = NcnnDims.Parameters(dims).ToDictionary(p => NcnnParameters.Id(p.Id), p => p.Value);
        _layers.Add(new WrittenLayer(RawNode.Of(NcnnFormat.FormatName, "Input", 1, values), input.Name, [], [], [input]));
    }

    private void WriteNodes()
    {
        var refused = new List<(Node Node, UnsupportedModelException Cause)>();
        foreach (var node in _graph.Nodes)
        {
            // Weights in float16 are stored as they are, for whatever layer reads them.
            if (node is { Operator: Dequantize } && node.Input(0) is { Constant.Element: ElementType.Float16 }) continue;
            _node = node;
            try
            {
                if (node.OutputTypes.FirstOrDefault(t => t.Element != ElementType.Float32) is { } other)
                    Fail(node, $"gives {other.Element.Label()}, and ncnn computes in float32 only");
                if (NcnnFormat.Bindings.Writer(node.Operator) is { } binding) binding.Write(node, this);
                else Fail(node, "ncnn has no layer for it that Sartor writes");
            }
            catch (UnsupportedModelException e)
            {
                refused.Add((node, e));
            }
        }
        if (refused.Count == 1) throw refused[0].Cause;
        if (refused.Count == 0) return;
        var kinds = refused.GroupBy(r => r.Node.Operator.Name).Select(
            g => $"{g.Count()} × {g.Key} ({g.First().Cause.Problem}, first in node '{g.First().Node.Name}')");
        throw new UnsupportedModelException(_graph.Name, null, $"cannot be written for ncnn because of {string.Join("; ", kinds)}");
    }

    public override void Emit(RawNode raw, IReadOnlyList<Value?> inputs, IReadOnlyList<Value> outputs)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        var blobs = inputs.Count - NcnnWeights.Of(raw).Count;
        Value[] read = [.. inputs.Take(blobs).Select(v => Blob(v!))];
        _layers.Add(new WrittenLayer(raw, _node!.Name, read, [.. inputs.Skip(blobs).Select(v => v!.Constant!)], outputs));
    }

    [DoesNotReturn]
    public override void Fail(Node node, string problem)
    {
        ArgumentNullException.ThrowIfNull(node);
        throw new UnsupportedModelException(_graph.Name, $"node '{node.Name}' ({node.Operator.Name})", problem);
    }

    private Value Blob(Value value)
    {
        if ((value.Constant ?? Half(value)) is not { } constant) return value;
        if (_constants.TryGetValue(value, out var blob)) return blob;
        if (NcnnDims.Of(constant.Shape) is not { } dims || constant.Element is not (ElementType.Float32 or ElementType.Float16))
        {
            var problem = $"the constant '{value.Name}' is {constant.Type}, and ncnn keeps floats of up to {NcnnDims.MostAxes} axes";
            if (_node is not null) Fail(_node, problem);
            throw new UnsupportedModelException(_graph.Name, null, problem);
        }
        var values = NcnnDims.Parameters(dims).ToDictionary(p => NcnnParameters.Id(p.Id), p => p.Value);
        if (constant.Element == ElementType.Float16) values.Add(NcnnParameters.Id(21), 0L);
        blob = Temporary(value.Name, constant.Type, null);
        _layers.Add(new WrittenLayer(RawNode.Of(NcnnFormat.FormatName, "MemoryData", 1, values), value.Name, [], [constant], [blob]));
        return _constants[value] = blob;
    }

    private static Tensor? Half(Value value) =>
        value.Producer is { Operator: Dequantize } stored && stored.Input(0) is { Constant: { Element: ElementType.Float16 } half } ? half
            : null;
}

/// <summary>A layer to write.</summary>
/// <param name="Raw">Type and parameters.</param>
/// <param name="Name">Of the node that it belongs to.</param>
/// <param name="Bottoms">Blobs that it reads.</param>
/// <param name="Weights">What it stores, in the order of its slots.</param>
/// <param name="Tops">Blobs that it makes.</param>
internal sealed record WrittenLayer(
    RawNode Raw, string Name, IReadOnlyList<Value> Bottoms, IReadOnlyList<Tensor> Weights, IReadOnlyList<Value> Tops);
