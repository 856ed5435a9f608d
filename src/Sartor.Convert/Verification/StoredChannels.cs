using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>
/// Whether the int8 weights and the biases of a file are those of its source, channel by channel, where nothing is known of its
/// calibration: equalization scales channels, by factors above 0, so that their signs stay.
/// </summary>
public static class StoredChannels
{
    // Clustered weights near 0 may change their sign: of the magnitude of a channel, that is little.
    private const double LeastAgreement = 0.8;

    // A channel below this part of its layer's largest weight may have been pruned.
    private const double LeastShare = 0.25;

    /// <summary>Compares the weights of nodes that give tensors of the same names.</summary>
    /// <param name="form">The source, lowered in float32 and read from its file.</param>
    /// <param name="variant">The file's graph.</param>
    /// <param name="format">The format of both, whose bindings say what is a weight.</param>
    public static StoredFaults Compare(ModelGraph form, ModelGraph variant, string format)
    {
        ArgumentNullException.ThrowIfNull(form);
        ArgumentNullException.ThrowIfNull(variant);
        (form, variant) = IntegerForm.Of(form, variant, format);
        var bindings = ModelFormats.Catalog.Find(format)?.OperatorBindings ?? new BindingTable(format);
        var exact = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var node in form.Nodes) exact.TryAdd(node.Outputs[0].Name, node);
        var (compared, faults) = (0, new List<string>());
        foreach (var node in variant.Nodes.Where(n => bindings.Writer(n.Operator)?.Int8(n.Operator) == Int8Rule.Weighted))
        {
            if (!exact.TryGetValue(node.Outputs[0].Name, out var was) || was.Operator.Name != node.Operator.Name) continue;
            if (was.OptionalInput(1)?.Constant is not { Element: ElementType.Float32 } weights || node.OptionalInput(1) is not { } input)
                continue;
            if (StoredConstants.Root(input) is not { Constant: { Element: ElementType.Int8 } integers, Quantization: { } q }
                || integers.Shape != weights.Shape)
                continue;
            compared++;
            if (Problem(weights, integers, q, AxisOf(node, q)) is { } problem)
                faults.Add($"the weights of node '{was.Name}' ({was.Operator.Name}) {problem}");
            else if (BiasProblem(was, node, weights, integers, q) is { } ofBias)
                faults.Add($"the bias of node '{was.Name}' ({was.Operator.Name}) {ofBias}");
        }
        return new StoredFaults(compared, faults);
    }

    private static int? AxisOf(Node node, QuantizationParameters q) => q.IsPerAxis ? q.Axis
        : node.Operator is FullyConnected { Weights: WeightLayout.OutputInput } ? 0
        : null;

    private static string? BiasProblem(Node was, Node node, Tensor weights, Tensor integers, QuantizationParameters q) =>
        StoredBiases.Problem(was, node, q, Channels(weights, integers, q, AxisOf(node, q) ?? LastOf(node)));

    // Of matrices [input,output] with one scale.
    private static int? LastOf(Node node) => node.Operator is FullyConnected ? 1 : null;

    private static StoredBiases.Channel[] Channels(Tensor weights, Tensor stored, QuantizationParameters q, int? axis)
    {
        if (axis is not { } a) return [];
        var (count, inner) = ((int)weights.Shape[a], (int)weights.Shape.Strides()[a]);
        var channels = new StoredBiases.Channel[count];
        Array.Fill(channels, new(0, true));
        var values = weights.ReadSingles();
        var integers = stored.AsSpan<sbyte>();
        for (var i = 0; i < values.Length; i++)
        {
            var c = i / inner % count;
            channels[c] = new(
                Math.Max(channels[c].Largest, Math.Abs(values[i])),
                channels[c].IsDead && integers[i] == q.ZeroPoints[q.ZeroPoints.Count > 1 ? c : 0]);
        }
        return channels;
    }

    private static string? Problem(Tensor weights, Tensor stored, QuantizationParameters q, int? axis)
    {
        var count = axis is { } a ? (int)weights.Shape[a] : 1;
        var inner = axis is { } b ? (int)weights.Shape.Strides()[b] : 1;
        var (agreed, shown, largest, isDead) = (new double[count], new double[count], new double[count], new bool[count]);
        Array.Fill(isDead, true);
        var values = weights.ReadSingles();
        var integers = stored.AsSpan<sbyte>();
        for (var i = 0; i < values.Length; i++)
        {
            var c = i / inner % count;
            var step = integers[i] - q.ZeroPoints[q.ZeroPoints.Count > 1 ? c : 0];
            largest[c] = Math.Max(largest[c], Math.Abs(values[i]));
            if (step == 0) continue;
            isDead[c] = false;
            agreed[c] += Math.Sign(step) * (double)values[i];
            shown[c] += Math.Abs((double)values[i]);
        }
        var most = largest.Max();
        for (var c = 0; c < count; c++)
        {
            if (isDead[c] && largest[c] > LeastShare * most)
                return $"are all 0 for channel {c}, whose largest element in the source is not";
            if (agreed[c] < LeastAgreement * shown[c]) return $"have other signs than those of the source for channel {c}";
        }
        return null;
    }
}
