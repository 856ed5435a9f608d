using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>A tensor in the graph: an input, a constant, or the output of a node.</summary>
public sealed class Value
{
    private readonly List<Use> _uses = [];

    internal Value(string name, TensorType type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>Name in the file, or derived from the node's name. Not unique after passes.</summary>
    public string Name { get; set; }

    /// <summary>Element type and shape.</summary>
    public TensorType Type { get; set; }

    /// <summary>How integers stand for float values; null for a value that is not quantised.</summary>
    public QuantizationParameters? Quantization { get; set; }

    /// <summary>
    /// For inputs and outputs of a graph whose axes were permuted at the boundary: the value is the original's, permuted by this.
    /// Null where nothing was permuted.
    /// </summary>
    public Permutation? BoundaryPermutation { get; set; }

    /// <summary>
    /// The axis along which the model itself has as many rows as its values leave, and this graph as many as there can be: rows of −1
    /// behind the others are none. Null where both have the same.
    /// </summary>
    public int? PaddedAxis { get; set; }

    /// <summary>The data of a constant; null for inputs and outputs of nodes.</summary>
    public Tensor? Constant { get; init; }

    /// <summary>The node that computes it; null for inputs and constants.</summary>
    public Node? Producer { get; internal set; }

    /// <summary>Which output of <see cref="Producer"/> it is.</summary>
    public int ProducerIndex { get; internal set; }

    /// <summary>Every input slot that reads the value.</summary>
    public IReadOnlyList<Use> Uses => _uses;

    internal void AddUse(Use use) => _uses.Add(use);

    // From both ends: a constant may have very many uses, and they go in the order in which they came, or in the opposite one.
    internal void RemoveUse(Use use)
    {
        for (int first = 0, last = _uses.Count - 1; first <= last; first++, last--)
        {
            var index = _uses[last] == use ? last : _uses[first] == use ? first : -1;
            if (index < 0) continue;
            _uses.RemoveAt(index);
            return;
        }
    }

    /// <summary>Hands all uses to another value.</summary>
    internal void MoveUses(Value to)
    {
        var uses = _uses.ToArray();
        _uses.Clear();
        foreach (var use in uses) use.Node.Redirect(use.Index, to);
        to._uses.AddRange(uses);
    }

    public override string ToString() => $"{Name}: {Type}";
}

/// <summary>One input slot of one node.</summary>
/// <param name="Node">The reader.</param>
/// <param name="Index">Index among its inputs.</param>
public readonly record struct Use(Node Node, int Index);
