using System.Globalization;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Takes the sentinels of masks (−1e4, −1e9, the lowest float, −∞) out of the ranges of what only a softmax reads. A value that lies m
/// below the largest of its row has the probability e^−m at most, and n of them together n · e^−m. With m = ln(4096 · n) that is 1/4096, a
/// sixteenth of the step of 1/256 that the result has: all values below the smallest peak of a row minus m say the same.
/// Ranges end there, constants are raised to it, and integers saturate.
/// </summary>
internal sealed class SoftmaxMasks
{
    // A product of two int8 numbers fills 16 of the 31 bits that the kernel of MUL shifts.
    private const double LargestMultiplier = 1 << 12;
    // Operands of a sum that are coarser than this many of its steps drown what it keeps.
    private const double LargestQuotient = 32;
    // Beyond this many steps, the conversion to int32 in the kernel of QUANTIZE overflows.
    private const double MostSteps = 1 << 30;

    private readonly Int8Draft _draft;
    private readonly Dictionary<Value, List<double>> _floors = [];
    private readonly Dictionary<Value, ActivationStatistics> _before = [];
    private readonly List<(Node Softmax, double Floor)> _begun = [];

    private SoftmaxMasks(Int8Draft draft) => _draft = draft;

    /// <summary>How far below the peak of a row of a length a value is lost in the rounding of the result.</summary>
    public static double Margin(long length) => Math.Log(4096.0 * length);

    public static void Run(Int8Draft draft)
    {
        var masks = new SoftmaxMasks(draft);
        // Backwards: a value is looked at when all its readers have said what they can tell apart.
        foreach (var node in draft.Graph.Nodes.Reverse().ToArray())
        {
            if (node.Operator is Softmax) masks.Begin(node);
            else if (node.Outputs is [var output] && masks.FloorOf(output) is { } floor) masks.Pass(node, floor);
        }
        foreach (var input in draft.Graph.Inputs)
        {
            if (masks.FloorOf(input) is { } floor) masks.Restrict(input, floor);
        }
        foreach (var (value, before) in masks._before) masks.Settle(value, before);
        foreach (var (softmax, floor) in masks._begun) masks.Separate(softmax, floor);
    }

    private void Begin(Node softmax)
    {
        var input = softmax.Input(0);
        var beta = ((Softmax)softmax.Operator).Beta;
        if (_draft.Rule(softmax) != Int8Rule.UnitInterval || !(beta > 0)) return;
        if (_draft.Of(input) is not { SmallestPeak: { } peak } found) return;
        var floor = peak - (Margin(input.Type.Shape![-1]) / beta);
        // Ordinary logits keep their range.
        var (low, high) = (Math.Min(0, found.Range.Minimum), Math.Max(0, found.Range.Maximum));
        if (!found.HasNonFinite && high - low <= 2 * (high - Math.Min(0, floor))) return;
        Allow(input, floor);
        _begun.Add((softmax, floor));
    }

    private void Allow(Value value, double floor)
    {
        if (!_floors.TryGetValue(value, out var floors)) _floors[value] = floors = [];
        floors.Add(floor);
    }

    /// <summary>Below what all readers of a value see no difference; null where one does, or where it is an output.</summary>
    private double? FloorOf(Value value) =>
        _floors.TryGetValue(value, out var floors) && floors.Count == value.Uses.Count && !_draft.Graph.Outputs.Contains(value)
            ? floors.Min()
            : null;

    private void Restrict(Value value, double floor)
    {
        if (_draft.Of(value) is not { } found || !(found.HasNonFinite || found.Range.Minimum < floor)) return;
        _before[value] = found;
        var maximum = Math.Max(found.Range.Maximum, floor);
        _draft.Set(value, found with { Range = new(Math.Max(found.Range.Minimum, floor), maximum), HasNonFinite = false, Slices = [] });
    }

    private void Pass(Node node, double floor)
    {
        Restrict(node.Output, floor);
        switch (node.Operator)
        {
            case Reshape or Transpose:
                Allow(node.Input(0), floor);
                break;
            case Mul { Activation: Activation.None } or Div { Activation: Activation.None } when Factor(node) is var (input, factor):
                Allow(input, floor / factor);
                break;
            case Add { Activation: Activation.None }:
                Operand(node, 0, floor - Largest(node.Input(1)));
                Operand(node, 1, floor - Largest(node.Input(0)));
                break;
            case Sub { Activation: Activation.None }:
                Operand(node, 0, floor + Smallest(node.Input(1)));
                break;
            case Select:
                Operand(node, 1, floor);
                Operand(node, 2, floor);
                break;
        }
    }

    /// <summary>The operand that a constant above 0 multiplies or divides.</summary>
    private static (Value Input, double Factor)? Factor(Node node)
    {
        for (var i = 0; i < 2; i++)
        {
            if (node.Operator is Div && i == 0) continue;
            if (node.Input(i).Constant is not { Shape.ElementCount: 1 } constant) continue;
            var factor = constant.ToDoubles()[0];
            if (factor > 0 && double.IsFinite(factor)) return (node.Input(1 - i), node.Operator is Div ? 1 / factor : factor);
        }
        return null;
    }

    private double Largest(Value value) => value.Constant is { } constant
        ? constant.ToDoubles().DefaultIfEmpty().Max()
        : _draft.Of(value)?.Range.Maximum ?? double.PositiveInfinity;

    private double Smallest(Value value) => value.Constant is { } constant
        ? constant.ToDoubles().DefaultIfEmpty().Min()
        : _draft.Of(value)?.Range.Minimum ?? double.NegativeInfinity;

    private void Operand(Node node, int index, double floor)
    {
        if (!double.IsFinite(floor)) return;
        var value = node.Input(index);
        if (value.Constant is null) Allow(value, floor);
        else Raise(node, index, value.Constant.ToSingles(), (float)floor);
    }

    private void Raise(Node node, int index, float[] values, float floor)
    {
        var smallest = values.DefaultIfEmpty().Min();
        if (!(smallest < floor)) return;
        var constant = node.Input(index);
        var raised = Array.ConvertAll(values, value => value < floor ? floor : value);
        node.SetInput(index, ModelGraph.NewConstant(constant.Name, Tensor.Create(constant.Type.Shape!, raised)));
        var place = $"'{constant.Name}' has elements down to";
        _draft.Note("int8-mask", string.Create(CultureInfo.InvariantCulture, $"{place} {smallest:0.####e+0}; "
            + $"the softmax behind node '{node.Name}' cannot tell them from {floor:0.#}, which int8 stores instead"));
    }

    /// <summary>
    /// A kernel whose operands are still too wide for its result stays float32; where integers begin behind it, a MAXIMUM keeps them
    /// in range.
    /// </summary>
    private void Settle(Value value, ActivationStatistics before)
    {
        if (value.Producer is not { } node) return;
        var step = _draft.Step(value);
        if (_draft.Rule(node) == Int8Rule.Free && IsTooWide(node, step)) _draft.KeepFloat(node);
        if (_draft.Rule(node) != Int8Rule.Float) return;
        var lowest = _draft.Of(value)!.Range.Minimum - (MostSteps * step);
        if (IsWide(value, before, lowest)) Bound(value, before, _draft.Of(value)!.Range.Minimum);
    }

    /// <summary>True where float values reach below what the conversion to integers takes.</summary>
    private bool IsWide(Value value, ActivationStatistics before, double lowest) => value.Producer!.Operator is Select
        ? value.Producer.Inputs.Skip(1).Any(v => v!.Constant is { } constant
            ? constant.ToDoubles().Any(element => element < lowest)
            : (_before.GetValueOrDefault(v) ?? _draft.Of(v)) is { } found && IsWide(found, lowest))
        : IsWide(before, lowest);

    private static bool IsWide(ActivationStatistics found, double lowest) => found.HasNonFinite || found.Range.Minimum < lowest;

    private bool IsTooWide(Node node, double step) => node.Operator switch
    {
        Add or Sub => node.Inputs.Max(v => _draft.Step(v!)) > LargestQuotient * step,
        Mul => node.Inputs.Aggregate(1.0, (product, v) => product * _draft.Step(v!)) > LargestMultiplier * step,
        _ => false,
    };

    private void Bound(Value value, ActivationStatistics before, double floor)
    {
        var bound = ModelGraph.NewConstant($"{value.Name}/floor", Tensor.Scalar((float)floor));
        var maximum = _draft.Graph.Add(new Maximum(), [value, bound], $"{value.Name}/bounded", _draft.Graph.NodeAfter(value.Producer!));
        _draft.Graph.ReplaceUses(value, maximum.Output);
        maximum.SetInput(0, value);
        _draft.KeepFloat(maximum);
        _draft.Set(maximum.Output, _draft.Of(value)!);
        _draft.Set(value, before);
    }

    /// <summary>A softmax that is not all that reads its input has an input of its own.</summary>
    private void Separate(Node softmax, double floor)
    {
        var input = softmax.Input(0);
        if (_draft.Of(input) is not { } found || !(found.HasNonFinite || found.Range.Minimum < floor)) return;
        if (input.Producer is { } producer) _draft.KeepFloat(producer);
        var bound = ModelGraph.NewConstant($"{input.Name}/floor", Tensor.Scalar((float)floor));
        var maximum = _draft.Graph.Add(new Maximum(), [input, bound], $"{input.Name}/bounded", before: softmax);
        softmax.SetInput(0, maximum.Output);
        _draft.KeepFloat(maximum);
        _draft.Set(maximum.Output, found with { Range = new(floor, Math.Max(found.Range.Maximum, floor)), HasNonFinite = false });
    }
}
