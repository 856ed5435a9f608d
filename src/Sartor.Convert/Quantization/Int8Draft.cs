using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// A float graph with its calibrated activations while it is made ready for int8: steps rewrite it, and say which nodes stay float32.
/// </summary>
/// <param name="graph">A lowered graph; it is changed.</param>
/// <param name="statistics">Activations by the name of the value; they stay as they are.</param>
/// <param name="bindings">The bindings of the target.</param>
internal sealed class Int8Draft(ModelGraph graph, IReadOnlyDictionary<string, ActivationStatistics> statistics, BindingTable bindings)
{
    private readonly Dictionary<string, ActivationStatistics> _statistics = new(statistics, StringComparer.Ordinal);
    private readonly HashSet<Node> _kept = [];

    public ModelGraph Graph { get; } = graph;

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
        if (IsKept(node)) return Int8Rule.Float;
        var rule = bindings.Writer(node.Operator)?.Int8(node.Operator) ?? Int8Rule.Float;
        if (node.Outputs.Any(o => o.Type.Element != ElementType.Float32)) return Int8Rule.Float;
        if (rule == Int8Rule.Weighted && (node.Input(1).Constant is null || node.OptionalInput(2) is { Constant: null }))
            return Int8Rule.Float;
        if (rule is Int8Rule.SameAsInput && node.Input(0).Constant is not null) return Int8Rule.Float;
        return rule;
    }

    /// <summary>The scale that a float activation or constant would have as int8, by its own range; 0 where nothing is known.</summary>
    public double Step(Value value)
    {
        if (value.Constant is { } constant) return Int8.Constant(constant.ToSingles()).Scales[0];
        value = Root(value);
        return (value.Producer is { } source ? Rule(source) : Int8Rule.Float) switch
        {
            Int8Rule.UnitInterval => 1.0 / 256,
            Int8Rule.SignedUnitInterval => 1.0 / 128,
            _ => Of(value) is { } known ? Int8.Activation(known.Range).Scales[0] : 0,
        };
    }

    /// <summary>The value whose parameters an activation has: the first of a chain of operators that keep them.</summary>
    public Value Root(Value value)
    {
        while (value.Producer is { } producer && Rule(producer) == Int8Rule.SameAsInput) value = producer.Input(0);
        return value;
    }

    public void Note(string code, string message) => Graph.Diagnostics.Add(Diagnostic.Note(code, message));
}
