using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>Names what int8 cannot hold and nothing else kept, so that a variant that fails verification says where to look.</summary>
internal static class LostSignals
{
    // Squared: weights below 2⁻²⁴ of the largest are what training left of a channel that it switched off.
    private const double Nothing = 1.0 / (1L << 48);

    /// <summary>Operands whose spread is less than the rounding of the sum or join that they enter.</summary>
    public static void ReportOperands(Int8Draft draft, Int8Plan plan)
    {
        foreach (var node in draft.Graph.Nodes)
        {
            if (plan.Rule(node) == Int8Rule.Float || node.Operator is not (Add or Sub or Concat)) continue;
            var step = plan.Parameters(node.Output).Scales[0];
            foreach (var input in node.Inputs.Where(v => v is { Constant: null }).Distinct())
            {
                if (draft.Of(input!) is not { Slices: [var slices, ..] }) continue;
                if (slices.TotalDeviation() is not (> 0 and var deviation)) continue;
                if (Int8Noise.Error(step) <= deviation) continue;
                draft.Note("int8-range", FormattableString.Invariant($"node '{node.Name}' ({node.Operator.Name}) has an int8 step of ")
                    + FormattableString.Invariant($"{step:0.###e+0}, in which its operand '{input!.Name}' (standard deviation ")
                    + FormattableString.Invariant($"{deviation:0.###e+0}) is lost; bring its operands to one range, or use float16"));
            }
        }
    }

    /// <summary>Output channels whose weights are lost in the step that they share with larger ones.</summary>
    /// <param name="graph">Takes the note.</param>
    /// <param name="node">The layer.</param>
    /// <param name="kernel">Its float weights.</param>
    /// <param name="rounded">Its int8 weights.</param>
    /// <param name="parameters">Their scale, or one for each output channel.</param>
    /// <param name="smallest">The scale that the bias of each channel asks for; empty without a bias.</param>
    public static void ReportWeights(
        ModelGraph graph, Node node, Tensor kernel, Tensor rounded, QuantizationParameters parameters, double[] smallest)
    {
        // Weights below the steps that a large bias asks for are nothing beside it.
        bool IsHidden(int c) => parameters.IsPerAxis && smallest.Length > 0 && parameters.Scales[c] <= (float)smallest[c];
        int[] lost = [.. LostChannels(kernel, rounded, parameters).Where(c => !IsHidden(c))];
        if (lost.Length == 0) return;
        var channels = kernel.Shape[parameters.IsPerAxis ? parameters.Axis : 0];
        graph.Diagnostics.Add(Diagnostic.Note("int8-range", $"'{node.Input(1).Name}' of node '{node.Name}' ({node.Operator.Name}): an "
            + $"int8 step is too wide for the weights of {lost.Length} of {channels} output channels (channel {lost[0]} is the first), "
            + "beside far larger ones; if the variant fails, use float16"));
    }

    /// <summary>Output channels whose weights have an error of more than <see cref="Int8Noise.WholeLimit"/> of their root mean square.
    /// </summary>
    public static IEnumerable<int> LostChannels(Tensor kernel, Tensor rounded, QuantizationParameters parameters)
    {
        var axis = parameters.IsPerAxis ? parameters.Axis : 0;
        int channels = (int)kernel.Shape[axis], inner = (int)kernel.Shape.Strides()[axis];
        double[] squares = new double[channels], errors = new double[channels];
        var exact = kernel.ReadSingles();
        var steps = rounded.AsSpan<sbyte>();
        for (var i = 0; i < exact.Length; i++)
        {
            var channel = i / inner % channels;
            var difference = exact[i] - (steps[i] * (double)parameters.Scales[parameters.IsPerAxis ? channel : 0]);
            squares[channel] += (double)exact[i] * exact[i];
            errors[channel] += difference * difference;
        }
        var least = Nothing * squares.Max();
        return Enumerable.Range(0, channels).Where(c =>
            errors[c] > Int8Noise.WholeLimit * Int8Noise.WholeLimit * squares[c] && squares[c] > least);
    }
}
