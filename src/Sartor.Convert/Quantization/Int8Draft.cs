using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// A float graph with its calibrated activations while it is made ready for int8: steps rewrite it, and say which nodes stay float32.
/// </summary>
internal sealed class Int8Draft
{
    // Of the layers that were chosen; a note is a sentence.
    private const int Named = 8;

    private readonly Dictionary<string, ActivationStatistics> _statistics;
    private readonly BindingTable _bindings;
    private readonly HashSet<Node> _kept = [];

    /// <param name="graph">A lowered graph; it is changed.</param>
    /// <param name="statistics">Activations by the name of the value; they stay as they are.</param>
    /// <param name="bindings">The bindings of the target.</param>
    /// <param name="options">Say which layers stay float32; null for none.</param>
    public Int8Draft(
        ModelGraph graph, IReadOnlyDictionary<string, ActivationStatistics> statistics, BindingTable bindings, Int8Options? options = null)
    {
        (Graph, _bindings, _statistics) = (graph, bindings, new(statistics, StringComparer.Ordinal));
        Source = options?.Source;
        Equalization = options?.Equalization ?? CrossLayerEqualization.Auto;
        Grid = ActivationGrid.Of(options?.Activations ?? ElementType.Int8);
        if (options is { FloatLayers: { Count: > 0 } chosen }) KeepChosen(chosen);
    }

    public ModelGraph Graph { get; }

    /// <summary>The source whose parameters are kept; null where they follow from ranges.</summary>
    public QuantizedSource? Source { get; }

    /// <summary>When channels are brought to one range.</summary>
    public CrossLayerEqualization Equalization { get; }

    /// <summary>What activations are stored as.</summary>
    public ActivationGrid Grid { get; }

    /// <summary>What is known of the values of the graph as it is now, by name.</summary>
    public IReadOnlyDictionary<string, ActivationStatistics> Statistics => _statistics;

    /// <summary>What is known of a value; null for constants, integers and where calibration saw nothing.</summary>
    public ActivationStatistics? Of(Value value) => _statistics.GetValueOrDefault(value.Name);

    public void Set(Value value, ActivationStatistics found) => _statistics[value.Name] = found;

    /// <summary>Keeps a node in float32 that has an int8 kernel; the caller reports why.</summary>
    public void KeepFloat(Node node) => _kept.Add(node);

    /// <summary>True for a node that stays float32 only because int8 would lose what it computes.</summary>
    public bool IsKept(Node node) => node.NeedsFloat || _kept.Contains(node);

    /// <summary>What int8 asks of a node's tensors.</summary>
    public Int8Rule Rule(Node node)
    {
        if (IsKept(node) || (Grid.IsInt16 && !Int16Kernels.Has(node.Operator))) return Int8Rule.Float;
        var rule = _bindings.Writer(node.Operator)?.Int8(node.Operator) ?? Int8Rule.Float;
        if (node.Outputs.Any(o => o.Type.Element != ElementType.Float32)) return Int8Rule.Float;
        if (rule == Int8Rule.Weighted && (node.Input(1).Constant is null || node.OptionalInput(2) is { Constant: null }))
            return Int8Rule.Float;
        if (rule is Int8Rule.SameAsInput && node.Input(0).Constant is not null) return Int8Rule.Float;
        return rule;
    }

    /// <summary>The scale that a float activation or constant would have as int8, by its own range; 0 where nothing is known.</summary>
    public double Step(Value value)
    {
        if (value.Constant is { } constant) return Grid.Constant(constant.ToSingles()).Scales[0];
        value = Root(value);
        return (value.Producer is { } source ? Rule(source) : Int8Rule.Float) switch
        {
            Int8Rule.UnitInterval => Grid.UnitInterval.Scales[0],
            Int8Rule.SignedUnitInterval => Grid.SignedUnitInterval.Scales[0],
            _ => Of(value) is { } known ? Grid.Parameters(known.Range).Scales[0] : 0,
        };
    }

    /// <summary>The value whose parameters an activation has: the first of a chain of operators that keep them.</summary>
    public Value Root(Value value)
    {
        while (value.Producer is { } producer && Rule(producer) == Int8Rule.SameAsInput) value = producer.Input(0);
        return value;
    }

    // What only moves values stays float32 behind a float layer, and before float layers alone.
    private void KeepChosen(IReadOnlySet<string> chosen)
    {
        Node[] layers = [.. Graph.Nodes.Where(node => chosen.Contains(node.Outputs[0].Name) && Rule(node) != Int8Rule.Float)];
        _kept.UnionWith(layers);
        foreach (var node in Graph.Nodes.Where(node => Rule(node) == Int8Rule.SameAsInput))
        {
            if (node.Input(0).Producer is { } producer && _kept.Contains(producer)) _kept.Add(node);
        }
        foreach (var node in Graph.Nodes.Where(node => Rule(node) == Int8Rule.SameAsInput).Reverse())
        {
            if (node.Outputs.All(o => o.Uses.Count > 0 && !Graph.Outputs.Contains(o) && o.Uses.All(use => _kept.Contains(use.Node))))
                _kept.Add(node);
        }
        if (layers.Length == 0) return;
        var names = string.Join(", ", layers.Take(Named).Select(node => $"'{node.Name}' ({node.Operator.Name})"));
        var more = layers.Length > Named ? $" and {layers.Length - Named} more" : "";
        Note("int8-float-layers", $"{names}{more} stay float32, as chosen");
    }

    public void Note(string code, string message) => Graph.Diagnostics.Add(Diagnostic.Note(code, message));
}
