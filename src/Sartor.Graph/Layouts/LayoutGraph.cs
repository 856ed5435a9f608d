using Sartor.Graph.Ir;
using Sartor.Graph.Operators;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Layouts;

/// <summary>
/// A graph seen without its transposes: nodes that read sources through permutations. The graph itself changes only when
/// <see cref="LayoutWriter"/> writes the layouts back.
/// </summary>
internal sealed class LayoutGraph
{
    private readonly Dictionary<Value, (LayoutSource Source, Permutation Path)> _values = [];
    private readonly HashSet<(LayoutSource Source, Permutation Layout)> _layouts = [], _orders = [];
    private readonly List<LayoutNode> _nodes = [];

    private readonly ChannelLayout _layout;

    /// <param name="graph">The graph.</param>
    /// <param name="layout">Where the operators of the format have their channels.</param>
    public LayoutGraph(ModelGraph graph, ChannelLayout layout = ChannelLayout.ChannelsLast)
    {
        Graph = graph;
        _layout = layout;
        foreach (var input in graph.Inputs) AddInput(input);
        foreach (var node in graph.Nodes)
        {
            if (node.Operator is Transpose transpose) AddTranspose(node, transpose.Permutation);
            else AddNode(node);
        }
        Outputs = [.. graph.Outputs.Select((value, i) => Slot(value, null, i))];
        foreach (var source in Sources) MarkAbsorbed(source);
    }

    public ModelGraph Graph { get; }

    /// <summary>The inputs of the graph, then the nodes in its order.</summary>
    public IReadOnlyList<LayoutNode> Nodes => _nodes;

    /// <summary>The graph's outputs, in order.</summary>
    public IReadOnlyList<LayoutSlot> Outputs { get; }

    /// <summary>What is computed or fed, in order; constants are not among them.</summary>
    public IEnumerable<LayoutSource> Sources => _nodes.SelectMany(n => n.Outputs);

    /// <summary>
    /// True when the graph has transposes that say nothing: identities, two in a row, of constants, two that are the same.
    /// </summary>
    public bool HasSpareTransposes { get; private set; }

    /// <summary>What all transposes cost, those aside that callers or weights absorb.</summary>
    public LayoutPrice Cost()
    {
        LayoutPrice cost = 0;
        foreach (var source in Sources)
        {
            var layouts = source.Readers.Where(s => !s.IsFree(null)).Select(s => s.Path).Where(p => !p.IsIdentity).Distinct().ToArray();
            if (layouts.Length == 0) continue;
            var present = source.Order(Permutation.Identity(layouts[0].Rank));
            cost += layouts.Length * TransposeCost.OfLayout(_nodes.Count - source.Producer!.Position);
            cost += layouts.Select(source.Order).Distinct().Count(order => order != present) * TransposeCost.OfOrder(source.Type);
        }
        return cost;
    }

    // An input whose readers are all the same transpose is fed permuted; the transpose is the operator of its node.
    private void AddInput(Value input)
    {
        var isFixed = input.Type.Shape is null || input.BoundaryPermutation is not null || Graph.Outputs.Any(o => Untransposed(o) == input);
        var permutation = Permutation.Identity(input.Type.Shape?.Rank ?? 0);
        var fed = !isFixed && input.Uses.Select(u => u.Node.Operator).Distinct().ToArray() is [Transpose only]
            ? only.Permutation
            : permutation;
        var node = new LayoutNode(null, new Transpose(fed), _nodes.Count) { IsFixed = isFixed };
        var type = fed.IsIdentity ? input.Type : input.Type with { Shape = fed.Apply(input.Type.Shape!) };
        var source = new LayoutSource(input, type, node, 0, LayoutSource.Permuted(input.Quantization, fed));
        node.Outputs = [source];
        _values.Add(input, (source, permutation));
        if (!fed.IsIdentity)
        {
            foreach (var use in input.Uses) _values.Add(use.Node.Output, (source, permutation));
        }
        _nodes.Add(node);
    }

    private static Value Untransposed(Value value)
    {
        while (value.Producer is { Operator: Transpose } transpose) value = transpose.Input(0);
        return value;
    }

    private void AddTranspose(Node node, Permutation permutation)
    {
        if (_values.ContainsKey(node.Output)) return;
        var (source, path) = Find(node.Input(0));
        var whole = path.Then(permutation);
        HasSpareTransposes |= IsSpare(node, source, path, whole);
        _values.Add(node.Output, (source, whole));
    }

    private bool IsSpare(Node node, LayoutSource source, Permutation path, Permutation whole)
    {
        if (!path.IsIdentity && Graph.HasOneUse(node.Input(0))) return true;
        // An output of the graph is a value of its own, and needs a transpose for that if nothing else.
        var isOutput = Graph.Outputs.Contains(node.Output);
        if (whole.IsIdentity) return !isOutput || (source.Producer?.Node is not null && !Graph.Outputs.Contains(source.Value));
        if (source.Producer is null) return !isOutput;
        var (from, to) = (source.Order(path), source.Order(whole));
        if (!_layouts.Add((source, whole)) && !isOutput) return true;
        return from != to && (to == source.Order(Permutation.Identity(whole.Rank)) || !_orders.Add((source, to)));
    }

    private void AddNode(Node node)
    {
        var isKnown = node.Operator is not OpaqueOperator && node.InputTypes.All(t => t is null or { Shape: not null })
            && node.OutputTypes.All(t => t.Shape is not null);
        var made = new LayoutNode(node, node.Operator, _nodes.Count) { IsFixed = !isKnown, Layout = _layout };
        made.Inputs = [.. node.Inputs.Select((value, i) => value is null ? null : Slot(value, made, i))];
        made.Outputs = [.. node.Outputs.Select((o, i) => new LayoutSource(o, o.Type, made, i, o.Quantization))];
        foreach (var output in made.Outputs) _values.Add(output.Value, (output, Permutation.Identity(output.Type.Shape?.Rank ?? 0)));
        _nodes.Add(made);
    }

    private (LayoutSource Source, Permutation Path) Find(Value value)
    {
        if (_values.TryGetValue(value, out var known)) return known;
        // Each reader of a constant gets a source of its own: a constant has any layout for nothing.
        return (new LayoutSource(value, value.Type, null, 0, value.Quantization), Permutation.Identity(value.Type.Shape?.Rank ?? 0));
    }

    private LayoutSlot Slot(Value value, LayoutNode? reader, int index)
    {
        var (source, path) = Find(value);
        var slot = new LayoutSlot(source, path, reader, index);
        if (source.Producer is not null) source.Readers.Add(slot);
        return slot;
    }

    // What BoundaryTransposesPass and FullyConnectedLayoutPass need: a value of a node that is one output; one flatten.
    private void MarkAbsorbed(LayoutSource source)
    {
        if (source.Type.Shape is null) return;
        if (source.Producer!.Node is not null && source.Readers.Where(s => s.Reader is null).ToArray() is [var output])
            output.Absorption = TransposeAbsorption.ByCaller;
        if (source.Readers.Where(s => s.Reader?.Node is { } node && HiddenTransposes.AreBefore(Graph, node)).ToArray() is [var flat])
            flat.Absorption = TransposeAbsorption.ByWeights;
    }
}
