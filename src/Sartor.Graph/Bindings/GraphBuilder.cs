using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Bindings;

/// <summary>
/// Builds a graph from raw nodes in topological order: binds each, folds what is constant and small, and keeps what nothing binds
/// as opaque. Used by the readers of all formats.
/// </summary>
/// <param name="graph">The graph to fill; the reader adds inputs first.</param>
/// <param name="bindings">The bindings of the reader's format.</param>
public sealed class GraphBuilder(ModelGraph graph, BindingTable bindings)
{
    /// <summary>A constant result of up to so many elements is computed while reading; larger ones wait for the folding pass.</summary>
    public const long EagerFoldingLimit = 4096;

    /// <summary>Constants with more elements are not read for that: looking at a model must not touch its weights.</summary>
    private const long EagerFoldingInputLimit = 16 * EagerFoldingLimit;

    // What is computed while reading, for all nodes together: it bounds time and memory for a hostile file. Each node brings its share, so
    // that long graphs with small constants are read as short ones are.
    private readonly FoldingBudget _folding = new(3L << 20, 64L << 20);

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    // Nodes that could not be read, and all that come after one.
    private readonly HashSet<Node> _affected = new(ReferenceEqualityComparer.Instance);
    private bool _contradicts;

    public ModelGraph Graph { get; } = graph;

    /// <summary>Whether nodes that are added are counted: those that take the place of others are none of the file's own.</summary>
    public bool CountsOperators { get; set; } = true;

    /// <summary>Raw operators seen so far, with how often.</summary>
    public IReadOnlyDictionary<string, int> OperatorCounts => _counts;

    /// <summary>Adds one raw node.</summary>
    /// <param name="raw">The node as the file has it.</param>
    /// <param name="name">Its name in messages; not empty.</param>
    /// <param name="inputs">Its inputs; null for one left out.</param>
    /// <param name="outputs">Names and types of its outputs as the file states them; <see cref="TensorType.Unknown"/> where it does
    /// not.</param>
    /// <returns>One value an output. A value may be one that existed before (identity, dropout).</returns>
    public IReadOnlyList<Value> Add(
        RawNode raw, string name, IReadOnlyList<Value?> inputs, IReadOnlyList<(string Name, TensorType Type)> outputs)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (CountsOperators) Count(raw);
        _folding.Give(FoldingBudget.PerNode);
        var nodesBefore = Graph.Nodes.Count;
        var values = Read(raw, name, inputs, outputs, nodesBefore);
        Trace(raw, name, nodesBefore);
        return values;
    }

    /// <summary>Adds a node that the reader itself could not read.</summary>
    /// <param name="raw">The node as the file has it.</param>
    /// <param name="name">Its name in messages; not empty.</param>
    /// <param name="inputs">Its inputs; null for one left out.</param>
    /// <param name="outputs">Names and types of its outputs as the file states them.</param>
    /// <param name="reason">Why, and what to do.</param>
    public IReadOnlyList<Value> AddOpaque(
        RawNode raw, string name, IReadOnlyList<Value?> inputs, IReadOnlyList<(string Name, TensorType Type)> outputs, string reason)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        var nodesBefore = Graph.Nodes.Count;
        var values = Opaque(raw, name, inputs, outputs, reason, inputs.Any(IsAffected));
        Trace(raw, name, nodesBefore);
        return values;
    }

    /// <summary>Counts an operator of the file.</summary>
    public void Count(RawNode raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        _counts[raw.QualifiedType] = _counts.GetValueOrDefault(raw.QualifiedType) + 1;
    }

    private void Trace(RawNode raw, string name, int nodesBefore)
    {
        var origin = new NodeOrigin(raw.QualifiedType, name);
        for (var i = nodesBefore; i < Graph.Nodes.Count; i++)
        {
            var node = Graph.Nodes[i];
            node.Origin = origin;
            if (node.Operator is OpaqueOperator || node.Inputs.Any(IsAffected)) _affected.Add(node);
        }
    }

    /// <summary>Has to be called after the last node.</summary>
    /// <exception cref="UnsupportedModelException">
    /// Inputs of nodes do not fit; the message names them, and all other nodes that could not be read.
    /// </exception>
    public void Finish()
    {
        if (_contradicts && Unread(Graph) is { Count: > 0 } refusals) throw new UnsupportedModelException(Graph.Name, refusals);
    }

    /// <summary>The nodes of a graph that could not be read, without those that only come after one.</summary>
    public static IReadOnlyList<Refusal> Unread(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return
        [
            .. graph.Nodes.Where(n => n.Operator is OpaqueOperator { IsConsequence: false })
                .Select(n => NodeOrigin.Of(n).Refuse(((OpaqueOperator)n.Operator).Reason)),
        ];
    }

    private bool IsAffected(Value? value) => value?.Producer is { } producer && _affected.Contains(producer);

    private IReadOnlyList<Value> Read(
        RawNode raw, string name, IReadOnlyList<Value?> inputs, IReadOnlyList<(string Name, TensorType Type)> outputs, int nodesBefore)
    {
        var reason = "Sartor does not read this operator; put others there before the export, or cut the network in front of it";
        var isConsequence = false;
        if (bindings.Reader(raw.QualifiedType) is { } binding)
        {
            try
            {
                return Name(binding.Read(new ReadContext(this, raw, name, inputs, outputs)), outputs, nodesBefore);
            }
            catch (Exception e) when (
                e is RawNodeException or OverflowException or ArgumentException or IndexOutOfRangeException or DivideByZeroException
                or InvalidOperationException or UnsupportedModelException)
            {
                reason = e switch
                {
                    RawNodeException => e.Message,
                    UnsupportedModelException refused => refused.Problem,
                    _ => $"its attributes or constants are out of range ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})",
                };
                isConsequence = e switch
                {
                    RawNodeException read => read.Unknown is { } unknown && IsBehindUnread(unknown, inputs),
                    UnsupportedModelException => false,
                    _ => inputs.Any(v => v is { Type.Shape: null } && IsAffected(v)),
                };
                _contradicts |= e is UnsupportedModelException;
                while (Graph.Nodes.Count > nodesBefore) Graph.Remove(Graph.Nodes[^1]);
            }
        }
        return Opaque(raw, name, inputs, outputs, reason, isConsequence);
    }

    private IReadOnlyList<Value> Opaque(
        RawNode raw, string name, IReadOnlyList<Value?> inputs, IReadOnlyList<(string Name, TensorType Type)> outputs, string reason,
        bool isConsequence)
    {
        var op = new OpaqueOperator(raw, reason, outputs.Select(o => o.Type).ToEquatableArray()) { IsConsequence = isConsequence };
        return Graph.Add(op, inputs, name, outputNames: [.. outputs.Select(o => o.Name)]).Outputs;
    }

    // What a binding made of the inputs before it gave up is gone; its inputs are still there.
    private bool IsBehindUnread(Value input, IReadOnlyList<Value?> inputs) =>
        IsAffected(input) || (!inputs.Contains(input) && inputs.Any(IsAffected));

    /// <summary>
    /// Takes elements that a binding is about to read or make from what may be computed while reading; false where too few are left.
    /// </summary>
    internal bool TryTake(long elements) => _folding.TryTake(elements);

    internal IReadOnlyList<Value> Emit(Operator op, IReadOnlyList<Value?> inputs, string name)
    {
        var node = Graph.Add(op, inputs, name);
        if (!MayFold(node) || ConstantFolding.Evaluate(node) is not { } tensors) return node.Outputs;
        Graph.Remove(node);
        return [.. tensors.Select(t => ModelGraph.NewConstant(name, t))];
    }

    private bool MayFold(Node node)
    {
        if (node.Inputs.Any(v => v is { Constant: null })) return false;
        var read = node.Inputs.Sum(v => v?.Constant!.Shape.ElementCount ?? 0);
        if (read > EagerFoldingInputLimit || node.Outputs.Any(o => o.Type.ElementCount is null or > EagerFoldingLimit)) return false;
        return _folding.TryTake(node);
    }

    private IReadOnlyList<Value> Name(IReadOnlyList<Value> values, IReadOnlyList<(string Name, TensorType Type)> outputs, int nodesBefore)
    {
        if (values.Count < outputs.Count && outputs.Skip(values.Count).Any(o => o.Name.Length > 0))
            throw new RawNodeException($"it has {outputs.Count} outputs, of which {values.Count} are supported");
        for (var i = 0; i < Math.Min(values.Count, outputs.Count); i++)
        {
            var fresh = values[i].Producer is null
                ? values[i].Uses.Count == 0 && values[i].Constant is not null
                : IsAfter(values[i].Producer!, nodesBefore);
            if (fresh) values[i].Name = outputs[i].Name;
        }
        return values;
    }

    private bool IsAfter(Node node, int count)
    {
        for (var i = count; i < Graph.Nodes.Count; i++)
        {
            if (Graph.Nodes[i] == node) return true;
        }
        return false;
    }
}
