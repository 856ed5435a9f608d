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

    // What is computed while reading, for all nodes together: it bounds time and memory for a hostile file.
    private readonly FoldingBudget _folding = new(3L << 20, 64L << 20);

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public ModelGraph Graph { get; } = graph;

    /// <summary>Raw operators seen so far, with how often.</summary>
    public IReadOnlyDictionary<string, int> OperatorCounts => _counts;

    /// <summary>Adds one raw node.</summary>
    /// <param name="raw">The node as the file has it.</param>
    /// <param name="name">Its name in messages; not empty.</param>
    /// <param name="inputs">Its inputs; null for one left out.</param>
    /// <param name="outputs">Names and types of its outputs as the file states them; <see cref="TensorType.Unknown"/> where it does
    /// not.</param>
    /// <returns>One value an output. A value may be one that existed before (identity, dropout).</returns>
    /// <exception cref="UnsupportedModelException">The shapes of its inputs do not agree.</exception>
    public IReadOnlyList<Value> Add(
        RawNode raw, string name, IReadOnlyList<Value?> inputs, IReadOnlyList<(string Name, TensorType Type)> outputs)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(outputs);
        _counts[raw.QualifiedType] = _counts.GetValueOrDefault(raw.QualifiedType) + 1;
        var nodesBefore = Graph.Nodes.Count;
        string reason;
        if (bindings.Reader(raw.QualifiedType) is { } binding)
        {
            try
            {
                return Name(binding.Read(new ReadContext(this, raw, name, inputs, outputs)), outputs, nodesBefore);
            }
            catch (Exception e) when (
                e is RawNodeException or OverflowException or ArgumentException or IndexOutOfRangeException or DivideByZeroException
                or InvalidOperationException)
            {
                reason = e is RawNodeException
                    ? e.Message
                    : $"its attributes or constants are out of range ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})";
                while (Graph.Nodes.Count > nodesBefore) Graph.Remove(Graph.Nodes[^1]);
            }
        }
        else
        {
            reason = "operator not supported";
        }
        var op = new OpaqueOperator(raw, reason, outputs.Select(o => o.Type).ToEquatableArray());
        return Graph.Add(op, inputs, name, outputNames: [.. outputs.Select(o => o.Name)]).Outputs;
    }

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
