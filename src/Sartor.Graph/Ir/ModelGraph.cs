using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>
/// A network: inputs, nodes in an order in which each comes after the producers of its inputs, outputs. Constants are values
/// without producer. The graph is mutable and belongs to one thread; operators and tensors in it are immutable.
/// </summary>
public sealed class ModelGraph(string name)
{
    private const int MostMoves = 64;

    private readonly List<Node> _nodes = [];

    // Nodes that came or went in front of others since all were numbered.
    private int _moves;

    /// <summary>The model's own name, or the name of its file; for messages and reports.</summary>
    public string Name { get; } = name;

    /// <summary>Where the graph came from; readers fill it.</summary>
    public GraphSource Source { get; set; } = GraphSource.None;

    /// <summary>What a caller feeds, in order.</summary>
    public List<Value> Inputs { get; } = [];

    /// <summary>What a caller gets, in order. A value may be listed twice, and may be an input or a constant.</summary>
    public GraphOutputs Outputs { get; } = [];

    /// <summary>All nodes in topological order.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>What readers and passes want the user to know.</summary>
    public List<Diagnostic> Diagnostics { get; } = [];

    /// <summary>All constants that some node uses or that are outputs, each once, in order of first use.</summary>
    public IEnumerable<Value> Constants =>
        _nodes.SelectMany(n => n.Inputs).Concat(Outputs).Where(v => v?.Constant is not null).Select(v => v!).Distinct();

    /// <summary>Adds an input at the end.</summary>
    public Value AddInput(string name, TensorType type)
    {
        var value = new Value(name, type);
        Inputs.Add(value);
        return value;
    }

    /// <summary>A new constant; it belongs to the graph as soon as a node uses it.</summary>
    public static Value NewConstant(string name, Tensor tensor, QuantizationParameters? quantization = null) =>
        new(name, tensor.Type) { Constant = tensor, Quantization = quantization };

    /// <summary>
    /// Adds a node with outputs of the inferred types.
    /// </summary>
    /// <param name="op">What it computes.</param>
    /// <param name="inputs">Its inputs; null stands for an optional input that is left out.</param>
    /// <param name="name">Name of the node, for messages.</param>
    /// <param name="before">The node that it comes before; null adds it at the end.</param>
    /// <param name="outputNames">Names of the outputs; null derives them from the node's name.</param>
    /// <exception cref="UnsupportedModelException">The types of the inputs do not fit the operator.</exception>
    public Node Add(Operator op, IReadOnlyList<Value?> inputs, string name, Node? before = null, IReadOnlyList<string>? outputNames = null)
    {
        ArgumentNullException.ThrowIfNull(op);
        ArgumentNullException.ThrowIfNull(inputs);
        var types = Inference.Run(op, inputs, Name, name);
        var node = new Node(name, op, inputs) { Origin = OriginOf(before, inputs) };
        for (var i = 0; i < types.Length; i++)
            node.AddOutput(new Value(outputNames?[i] ?? (types.Length == 1 ? name : $"{name}:{i}"), types[i]));
        Place(node, before is null ? _nodes.Count : IndexOf(before));
        return node;
    }

    /// <summary>Adds a node at the end with outputs of given types, without inference.</summary>
    internal Node Append(
        Operator op, IReadOnlyList<Value?> inputs, string name, IReadOnlyList<TensorType> types, IReadOnlyList<string> outputNames)
    {
        var node = new Node(name, op, inputs);
        for (var i = 0; i < types.Count; i++) node.AddOutput(new Value(outputNames[i], types[i]));
        Place(node, _nodes.Count);
        return node;
    }

    /// <summary>
    /// Makes every user of <paramref name="old"/>, graph outputs included, use <paramref name="replacement"/> instead. An output keeps
    /// its <see cref="Value.BoundaryPermutation"/>.
    /// </summary>
    public void ReplaceUses(Value old, Value replacement)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(replacement);
        if (old == replacement) return;
        old.MoveUses(replacement);
        if (!Outputs.Contains(old)) return;
        for (var i = 0; i < Outputs.Count; i++)
        {
            if (Outputs[i] != old) continue;
            Outputs[i] = replacement;
            if (old.BoundaryPermutation is { } permutation) replacement.BoundaryPermutation = permutation;
        }
    }

    /// <summary>Takes a node out whose outputs nobody uses.</summary>
    /// <exception cref="InvalidOperationException">An output is still used.</exception>
    public void Remove(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Outputs.Any(IsUsed)) throw new InvalidOperationException($"{node.Name} is still used");
        for (var i = 0; i < node.Inputs.Count; i++) node.SetInput(i, null);
        _nodes.RemoveAt(IndexOf(node));
        _moves++;
    }

    /// <summary>True when a node uses the value or it is an output of the graph.</summary>
    public bool IsUsed(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Uses.Count > 0 || Outputs.Contains(value);
    }

    /// <summary>True when exactly one input slot of one node uses the value and it is no output of the graph.</summary>
    public bool HasOneUse(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Uses.Count == 1 && !Outputs.Contains(value);
    }

    /// <summary>Removes every node whose outputs nobody uses, from the end to the start.</summary>
    /// <returns>How many were removed.</returns>
    public int RemoveUnused()
    {
        var removed = 0;
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            if (_nodes[i].Outputs.Any(IsUsed)) continue;
            Remove(_nodes[i]);
            removed++;
        }
        return removed;
    }

    /// <summary>Infers the types of all values anew, in order; passes call it after they changed the type of an input.</summary>
    public void InferTypes()
    {
        foreach (var node in _nodes)
        {
            var types = Inference.Run(node.Operator, node.Inputs, Name, node.Name);
            for (var i = 0; i < types.Length && i < node.Outputs.Count; i++) node.Outputs[i].Type = types[i];
        }
    }

    /// <summary>Adds a node in front of another and makes one of its inputs read the new node's only output.</summary>
    public Node InsertBefore(Use use, Operator op, string name, params ReadOnlySpan<Value?> furtherInputs)
    {
        var node = Add(op, [use.Node.Input(use.Index), .. furtherInputs], name, before: use.Node);
        use.Node.SetInput(use.Index, node.Output);
        return node;
    }

    /// <summary>The node that comes after a node in the order; null for the last.</summary>
    public Node? NodeAfter(Node node) => IndexOf(node) + 1 is var next && next < _nodes.Count ? _nodes[next] : null;

    /// <summary>True when the first node comes before the second in the order.</summary>
    public bool IsBefore(Node first, Node second) => IndexOf(first) < IndexOf(second);

    /// <summary>A value that becomes an input in place of another: users of the old one read the new one.</summary>
    public Value ReplaceInput(int index, TensorType type)
    {
        var value = new Value(Inputs[index].Name, type);
        ReplaceUses(Inputs[index], value);
        Inputs[index] = value;
        return value;
    }

    // What a pass adds stands for the node that it comes before, or else for what makes its input.
    private static NodeOrigin? OriginOf(Node? before, IReadOnlyList<Value?> inputs) => before?.Origin
        ?? inputs.FirstOrDefault(v => v?.Producer is not null)?.Producer!.Origin;

    private void Place(Node node, int index)
    {
        node.Position = index;
        if (index < _nodes.Count) _moves++;
        _nodes.Insert(index, node);
    }

    // A node is at most as far from its number as nodes came and went since; a search from one end would make passes quadratic.
    private int IndexOf(Node node)
    {
        if (_moves > MostMoves) Number();
        var last = Math.Min(node.Position + _moves, _nodes.Count - 1);
        for (var i = Math.Max(0, node.Position - _moves); i <= last; i++)
        {
            if (_nodes[i] == node) return i;
        }
        throw new InvalidOperationException($"{node.Name} is not in {Name}");
    }

    private void Number()
    {
        for (var i = 0; i < _nodes.Count; i++) _nodes[i].Position = i;
        _moves = 0;
    }
}
