using System.Collections.ObjectModel;

namespace Sartor.Graph.Ir;

/// <summary>The outputs of a graph, in order; a value may be listed twice. Whether a value is one is known without a search.</summary>
public sealed class GraphOutputs : Collection<Value>
{
    private readonly Dictionary<Value, int> _counts = [];

    /// <summary>True when the value is an output.</summary>
    public new bool Contains(Value value) => _counts.ContainsKey(value);

    /// <summary>Adds outputs at the end.</summary>
    public void AddRange(IEnumerable<Value> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var value in values.ToArray()) Add(value);
    }

    protected override void InsertItem(int index, Value item)
    {
        base.InsertItem(index, item);
        Register(item, 1);
    }

    protected override void SetItem(int index, Value item)
    {
        Register(this[index], -1);
        base.SetItem(index, item);
        Register(item, 1);
    }

    protected override void RemoveItem(int index)
    {
        Register(this[index], -1);
        base.RemoveItem(index);
    }

    protected override void ClearItems()
    {
        base.ClearItems();
        _counts.Clear();
    }

    private void Register(Value value, int change)
    {
        var count = _counts.GetValueOrDefault(value) + change;
        if (count > 0) _counts[value] = count;
        else _counts.Remove(value);
    }
}
