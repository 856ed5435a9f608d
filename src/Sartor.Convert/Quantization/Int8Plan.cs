using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>Which nodes of a float graph become int8, and with which parameters each activation.</summary>
internal sealed class Int8Plan
{
    private readonly Dictionary<Node, Int8Rule> _rules = [];
    private readonly Dictionary<Value, QuantizationParameters> _parameters = [];
    private readonly Int8Draft _draft;

    /// <param name="draft">The graph and its activations, with every rewriting done.</param>
    public Int8Plan(Int8Draft draft)
    {
        _draft = draft;
        var graph = draft.Graph;
        foreach (var node in graph.Nodes) _rules[node] = draft.Rule(node);
        // An input that a quantized source reads in float32 only has no parameters.
        foreach (var input in graph.Inputs.Where(i => i.Type.Element == ElementType.Float32 && (draft.Source is null || IsInt8Input(i))))
            Range(input);
        foreach (var node in graph.Nodes) Choose(node);
        if (draft.Source is not null) return;
        foreach (var node in graph.Nodes.Where(n => _rules[n] == Int8Rule.SameAsOutput)) ShareWithProducers(graph, node);
    }

    /// <summary>Operators on floats that stay float32 because they have no int8 kernel, with how often each.</summary>
    public IReadOnlyDictionary<string, int> FloatOperators => _rules
        .Where(r => r.Value == Int8Rule.Float && !_draft.IsKept(r.Key) && r.Key.OutputTypes.Any(t => t.Element == ElementType.Float32))
        .GroupBy(r => r.Key.Operator.Name).ToDictionary(g => g.Key, g => g.Count());

    public Int8Rule Rule(Node node) => _rules.GetValueOrDefault(node, Int8Rule.Float);

    /// <summary>True for a float32 input that at least one int8 node reads.</summary>
    public bool IsInt8Input(Value input) =>
        input.Type.Element == ElementType.Float32 && input.Uses.Any(u => Rule(u.Node) != Int8Rule.Float);

    public QuantizationParameters Parameters(Value value) => _parameters.TryGetValue(value, out var parameters) ? parameters : Range(value);

    /// <summary>Means of the channels of an activation; null where calibration has none.</summary>
    public IReadOnlyList<double>? ChannelMeans(Value value) => _draft.Of(value)?.ChannelMeans;

    private QuantizationParameters Range(Value value) => _parameters[value] =
        _draft.Source?.Activations.TryGetValue(value.Name, out var stated) == true ? stated
        : _draft.Of(value) is { } activation
        ? _draft.Grid.Parameters(activation.Range)
        : throw new InvalidOperationException($"calibration saw no value of '{value.Name}'");

    private void Choose(Node node)
    {
        switch (_rules[node])
        {
            case Int8Rule.SameAsInput:
                foreach (var output in node.Outputs) _parameters[output] = Parameters(node.Input(0));
                break;
            case Int8Rule.Free when node.Operator is Add or Sub && _draft.Source is null:
                _parameters[node.Output] = AtLeast(SmallestSumScale(node), Parameters(node.Output));
                break;
            case Int8Rule.UnitInterval:
                _parameters[node.Output] = _draft.Grid.UnitInterval;
                break;
            case Int8Rule.SignedUnitInterval:
                _parameters[node.Output] = _draft.Grid.SignedUnitInterval;
                break;
        }
    }

    // conv → concat: the convolution writes with the concatenation's scale at once, unless others read its result too.
    private void ShareWithProducers(ModelGraph graph, Node node)
    {
        foreach (var input in node.Inputs)
        {
            if (input?.Producer is not { } producer || !graph.HasOneUse(input)) continue;
            if (_rules[producer] is not (Int8Rule.Free or Int8Rule.Weighted)) continue;
            if (producer.Operator is Add or Sub && Parameters(node.Output).Scales[0] < SmallestSumScale(producer)) continue;
            _parameters[input] = Parameters(node.Output);
        }
    }

    // A sum may cancel, to zero even.
    private double SmallestSumScale(Node sum) => sum.Inputs.Max(v => Scale(v!)) / _draft.Grid.LargestSumQuotient;

    private double Scale(Value operand)
    {
        var parameters = operand.Constant is { } constant ? _draft.Grid.Constant(constant.ToSingles()) : Parameters(operand);
        return parameters.Scales[0];
    }

    private QuantizationParameters AtLeast(double scale, QuantizationParameters parameters)
    {
        if (!(parameters.Scales[0] < scale)) return parameters;
        if (_draft.Grid.IsInt16) return QuantizationParameters.PerTensor((float)scale, 0);
        var zeroPoint = Math.Round(-128 + ((128 + parameters.ZeroPoints[0]) * (parameters.Scales[0] / scale)), MidpointRounding.ToEven);
        return QuantizationParameters.PerTensor((float)scale, (long)zeroPoint);
    }
}
