using System.Globalization;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Keeps in float32 what ends in an output of the network and would lose a part of it to the steps of one int8 grid
/// (<see cref="Int8Noise"/>): joins whose parts differ in range, and results with channels far smaller than others. What only moves
/// elements behind them stays float32 too. A layer still computes in int8: its channels are brought to one range with the weights, and a
/// MUL behind the DEQUANTIZE takes that back.
/// </summary>
internal sealed class FloatOutputs
{
    private readonly Int8Draft _draft;
    private readonly HashSet<Value> _seen = [];

    private FloatOutputs(Int8Draft draft) => _draft = draft;

    public static void Keep(Int8Draft draft)
    {
        var outputs = new FloatOutputs(draft);
        foreach (var output in draft.Graph.Outputs.ToArray()) outputs.Judge(output, output);
    }

    /// <param name="value">What shows in an output, or is joined or computed to it in float32.</param>
    /// <param name="output">The output.</param>
    private void Judge(Value value, Value output)
    {
        if (value.Type.Element != ElementType.Float32 || value.Constant is not null || !_seen.Add(value)) return;
        var moves = new List<Node>();
        var root = value;
        while (root.Producer is { } mover && ShownValues.Moves(mover.Operator))
        {
            moves.Add(mover);
            root = mover.Input(0);
        }
        if (root.Producer is not { } node || _draft.Of(value) is not { } found) return;
        var step = _draft.Step(root);
        if (node.Operator is Concat && _draft.Rule(node) != Int8Rule.Float)
        {
            if (!Joins(node, step, output)) return;
        }
        else
        {
            int? together = node.Operator is Softmax softmax ? softmax.Axis : null;
            if (together is not null && _draft.Of(root) is { } own) found = own;
            var isCoarse = Int8Noise.IsTooCoarse(found, step, together);
            if (!isCoarse && _draft.Rule(node) != Int8Rule.Float) return;
            if (!isCoarse) moves.Clear();
            else if (_draft.Rule(node) != Int8Rule.Float) KeepComputed(node, step, output, together is null ? found.Channels : null);
        }
        moves.ForEach(_draft.KeepFloat);
        if (!ShownValues.Passes(node.Operator)) return;
        // Scaled channels give a node behind it other inputs.
        foreach (var input in node.Inputs.ToArray()) Judge(input!, output);
    }

    /// <summary>True where a join would drown one of its parts; it stays float32 then.</summary>
    private bool Joins(Node join, double step, Value output)
    {
        var lost = join.Inputs.Where(part => _draft.Of(part!) is { } found && Int8Noise.IsTooCoarse(found, step)).ToArray();
        if (lost.Length == 0) return false;
        _draft.KeepFloat(join);
        _draft.Note("int8-float-output", string.Create(CultureInfo.InvariantCulture, $"output '{output.Name}' joins parts of different "
            + $"range: a step of {step:0.####} for all would lose {string.Join(", ", lost.Select(part => Spread(part!)))}; the join stays "
            + $"float32, each part has a scale of its own"));
        return true;
    }

    private string Spread(Value part) => string.Create(
        CultureInfo.InvariantCulture, $"'{part.Name}' (standard deviation {_draft.Of(part)!.Slices[0].TotalDeviation():0.####e+0})");

    private void KeepComputed(Node node, double step, Value output, SliceStatistics? channels)
    {
        var lost = channels is null ? [] : Int8Noise.CoarseSlices(channels, step).ToArray();
        var which = lost.Length > 0 ? $"{lost.Length} of its {channels!.Count} channels (channel {lost[0]} is the first)" : "a part of it";
        var name = output.Name;
        var isRestored = ChannelRanges.Restore(_draft, node);
        if (!isRestored) _draft.KeepFloat(node);
        var how = isRestored ? "its channels are scaled to one range and back" : "it is computed in float32";
        _draft.Note("int8-float-output", string.Create(CultureInfo.InvariantCulture, $"output '{name}' stays float32: a step of "
            + $"{step:0.####} would lose {which}; {how} (node '{node.Name}', {node.Operator.Name})"));
    }
}
