using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Decides which nodes of a source that was quantized already compute the same in int8: those whose parameters it states, with weights on
/// the steps that it states. The others stay float32 between the same steps, as the source has them.
/// </summary>
internal static class StatedLayers
{
    private const int Named = 8;

    // Of a step: products of steps and scales are rounded to floats.
    private const double Slack = 1e-3;

    /// <param name="draft">Of the float network of the source.</param>
    /// <param name="source">The source.</param>
    /// <param name="hasRowScales">Whether fully connected layers may have a scale for each row.</param>
    public static void Keep(Int8Draft draft, QuantizedSource source, bool hasRowScales)
    {
        var known = new Dictionary<Value, QuantizationParameters>();
        foreach (var input in draft.Graph.Inputs)
        {
            if (source.Activations.TryGetValue(input.Name, out var q)) known[input] = q;
        }
        var (kept, all) = (new List<Node>(), 0);
        foreach (var node in draft.Graph.Nodes)
        {
            var rule = draft.Rule(node);
            if (rule != Int8Rule.Float)
            {
                var isLayer = rule != Int8Rule.SameAsInput;
                if (isLayer) all++;
                if (!IsExact(node, rule, draft, source, known, hasRowScales))
                {
                    draft.KeepFloat(node);
                    if (isLayer) kept.Add(node);
                    rule = Int8Rule.Float;
                }
            }
            foreach (var output in node.Outputs)
            {
                if (source.Activations.TryGetValue(output.Name, out var q)) known[output] = q;
                else if (rule == Int8Rule.SameAsInput) known[output] = known[node.Input(0)];
            }
        }
        var names = string.Join(", ", kept.Take(Named).Select(node => $"'{node.Name}' ({node.Operator.Name})"));
        draft.Note("int8-source", $"the source is quantized: {all - kept.Count} of {all} layers keep its integers"
            + (kept.Count == 0 ? "" : $"; {names}{(kept.Count > Named ? $" and {kept.Count - Named} more" : "")} stay float32, because no "
                + "int8 kernel computes the same"));
    }

    private static bool IsExact(
        Node node, Int8Rule rule, Int8Draft draft, QuantizedSource source, Dictionary<Value, QuantizationParameters> known,
        bool hasRowScales)
    {
        var activations = rule == Int8Rule.Weighted ? node.Inputs.Take(1) : node.Inputs;
        if (activations.Any(v => v is { Constant: null, Type.Element: ElementType.Float32 } && !known.ContainsKey(v))) return false;
        QuantizationParameters?[] outputs = [.. node.Outputs.Select(o => source.Activations.GetValueOrDefault(o.Name))];
        return rule switch
        {
            Int8Rule.SameAsInput => known.TryGetValue(node.Input(0), out var same) && outputs.All(q => q is null || q == same),
            Int8Rule.UnitInterval => outputs[0] == draft.Grid.UnitInterval,
            Int8Rule.SignedUnitInterval => outputs[0] == draft.Grid.SignedUnitInterval,
            Int8Rule.Weighted => outputs[0] is not null && AreOnSteps(node, source, hasRowScales),
            Int8Rule.Free when node.Operator is Add or Sub => outputs[0] is { } sum
                && node.Inputs.All(v => v!.Constant is not null
                    || known[v].Scales[0] <= sum.Scales[0] * draft.Grid.LargestSumQuotient),
            _ => outputs[0] is not null,
        };
    }

    private static bool AreOnSteps(Node node, QuantizedSource source, bool hasRowScales)
    {
        if (LayerWeights.Of(node) is not { } layer || !source.Weights.TryGetValue(node.Input(1).Name, out var scales)) return false;
        var perChannel = node.Operator is Convolution || (node.Operator is FullyConnected && hasRowScales);
        if (scales.Length > 1 && (!perChannel || scales.Length != layer.Outputs)) return false;
        var weights = node.Input(1).Constant!.ReadSingles();
        for (var i = 0; i < weights.Length; i++)
        {
            var steps = weights[i] / (double)scales[scales.Length > 1 ? layer.Output(i) : 0];
            if (Math.Abs(steps) > 127 + Slack || Math.Abs(steps - Math.Round(steps)) > Slack) return false;
        }
        return true;
    }
}
