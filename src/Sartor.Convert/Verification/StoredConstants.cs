using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>
/// Compares the constants that a file of reduced precision stores with those of its float32 form, node by node and element by element. A
/// lost bias of many or two scales that change places cost less than int8 may cost, so that outputs do not show them; here they do.
/// </summary>
/// <remarks>
/// Float16 is the nearest half of each element. An int8 weight is within half a step of the element, the step being at most twice what the
/// largest of its channel asks for (TFLite 8-bit quantisation specification: symmetric, −127…127). A bias is within half a step of the
/// exact one after bias correction, the step being what the runtime takes: scale of the input · scale of the weights, whatever the file
/// states. Other constants are within half a step, the step being what their range asks for, or that of the output that they join.
/// </remarks>
/// <param name="form">The float32 form, read from its file.</param>
/// <param name="statistics">Its activations, whose means bias correction reads; empty without.</param>
/// <param name="format">The format of both, whose bindings say what is a weight.</param>
internal sealed class StoredConstants(
    ModelGraph form, IReadOnlyDictionary<string, ActivationStatistics> statistics, string format)
{
    // A step is a float: its product and its quotient are rounded.
    private const double Slack = 1e-4;
    // One bit of eight may be lost.
    private const double WidestStep = 2;

    private readonly BindingTable _bindings = ModelFormats.Catalog.Find(format)?.OperatorBindings ?? new BindingTable(format);
    private readonly List<string> _faults = [];
    private int _compared;

    /// <summary>Compares a file with the form.</summary>
    /// <param name="variant">The file's graph.</param>
    public StoredFaults Compare(ModelGraph variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        var nodes = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var node in form.Nodes) nodes.TryAdd(node.Outputs[0].Name, node);
        foreach (var node in variant.Nodes.Where(n => n.Operator is not (Quantize or Dequantize)))
        {
            if (nodes.Remove(node.Outputs[0].Name, out var exact)) Compare(exact, node);
            else if (node.Inputs.Any(v => v is not null && Root(v).Constant is not null))
                _faults.Add($"node '{node.Name}' ({node.Operator.Name}) has constants and no counterpart in the float32 form");
        }
        foreach (var node in nodes.Values.Where(n => n.Inputs.Any(v => v?.Constant is not null)))
            _faults.Add($"node '{node.Name}' ({node.Operator.Name}) of the float32 form is missing");
        return new StoredFaults(_compared, _faults);
    }

    // The value that another only stores in another type.
    internal static Value Root(Value value)
    {
        while (value.Producer is { Operator: Quantize or Dequantize } step) value = step.Input(0);
        return value;
    }

    private void Compare(Node exact, Node stored)
    {
        for (var i = 0; i < Math.Max(exact.Inputs.Count, stored.Inputs.Count); i++)
        {
            var (was, now) = (Constant(exact, i), Constant(stored, i));
            // A layer without a bias gets one by bias correction.
            if (was is null && now is null) continue;
            _compared++;
            var problem = was is null && !(i == 2 && IsWeighted(exact)) ? "is a constant, which it is not in the float32 form"
                : now?.Constant is not { } tensor ? "is missing"
                : was is not null && was.Type.Shape != now.Type.Shape ? $"has the shape {now.Type.Shape} instead of {was.Type.Shape}"
                : Problem(exact, stored, i, was?.Constant, tensor, now.Quantization);
            if (problem is not null)
                _faults.Add($"{Role(exact, i)} of node '{exact.Name}' ({exact.Operator.Name}) {problem}");
        }
    }

    private static Value? Constant(Node node, int index) =>
        node.OptionalInput(index) is { } value && Root(value) is { Constant: not null } root ? root : null;

    private bool IsWeighted(Node node) => _bindings.Writer(node.Operator)?.Int8(node.Operator) == Int8Rule.Weighted;

    private string Role(Node node, int index) => !IsWeighted(node) ? $"constant input {index}"
        : index switch { 1 => "the weights", 2 => "the bias", _ => $"constant input {index}" };

    private string? Problem(Node exact, Node stored, int index, Tensor? was, Tensor now, QuantizationParameters? q)
    {
        if (was is null || was.Element != ElementType.Float32)
            return was is null && now.Element is (ElementType.Int32 or ElementType.Int64) && q is not null
                ? BiasProblem(exact, stored, was, now)
                : was is not null && was.Element == now.Element && was.Data.Span.SequenceEqual(now.Data.Span) ? null
                : "differs";
        return now.Element switch
        {
            ElementType.Float32 or ElementType.Float16 => HalfProblem(was, now),
            ElementType.Int8 when q is null => "has no scale",
            ElementType.Int8 when index == 1 && IsWeighted(exact) => WeightProblem(exact, stored, was, now, q),
            ElementType.Int8 or ElementType.Int16 when q is not null => ConstantProblem(stored, was, now, q),
            ElementType.Int32 or ElementType.Int64 when index == 2 && IsWeighted(exact) => BiasProblem(exact, stored, was, now),
            _ => $"is stored as {now.Element.Label()}",
        };
    }

    private static string? HalfProblem(Tensor was, Tensor now)
    {
        // Large tensors are not copied.
        var exact = was.ReadSingles();
        var halves = now.Element == ElementType.Float16 ? now.AsSpan<Half>() : default;
        var floats = halves.IsEmpty ? now.ReadSingles() : default;
        for (var i = 0; i < exact.Length; i++)
        {
            var stored = halves.IsEmpty ? floats[i] : (float)halves[i];
            if (stored.Equals(exact[i]) || stored.Equals((float)(Half)exact[i])) continue;
            return $"has {Number(stored)} instead of {Number(exact[i])} at index {i}";
        }
        return null;
    }

    private static string? WeightProblem(Node exact, Node stored, Tensor was, Tensor now, QuantizationParameters q)
    {
        var channels = Channels(was, q);
        var largest = new double[q.Scales.Count];
        var values = was.ReadSingles();
        for (var i = 0; i < values.Length; i++) largest[channels(i)] = Math.Max(largest[channels(i)], Math.Abs(values[i]));
        var bias = exact.OptionalInput(2)?.Constant?.ToSingles() ?? [];
        var inputScale = stored.Input(0).Quantization is { IsPerAxis: false } input ? input.Scales[0] : 0;
        for (var c = 0; c < largest.Length; c++)
        {
            // A bias may ask for a larger step, so that it fits into an accumulator.
            var ofBias = inputScale == 0 || bias.Length == 0 ? 0
                : (q.IsPerAxis ? Math.Abs(bias[c]) : bias.Max(Math.Abs)) / (inputScale * (double)(1 << 30));
            var widest = Math.Max(Math.Max(WidestStep * largest[c] / 127, Int8.SmallestScale), ofBias) * (1 + Slack);
            if (q.Scales[c] <= widest) continue;
            return $"has the scale {Number(q.Scales[c])} for channel {c}, whose largest element is {Number(largest[c])}";
        }
        return StepProblem(was, now, q, channels);
    }

    private static string? ConstantProblem(Node stored, Tensor was, Tensor now, QuantizationParameters q)
    {
        var output = stored.Outputs[0].Quantization;
        var own = ActivationGrid.Of(now.Element).Constant(was.ToSingles()).Scales[0];
        return q.IsPerAxis ? "has several scales"
            : q != output && q.Scales[0] > own * WidestStep ? $"has the scale {Number(q.Scales[0])}, where its range asks for {Number(own)}"
            : StepProblem(was, now, q, _ => 0);
    }

    private static string? StepProblem(Tensor was, Tensor now, QuantizationParameters q, Func<int, int> channel)
    {
        var exact = was.ReadSingles();
        var stored = now.Element == ElementType.Int8 ? now.AsSpan<sbyte>() : default;
        var wide = now.Element == ElementType.Int8 ? default : now.AsSpan<short>();
        float[] scales = [.. q.Scales];
        long[] zeros = [.. q.ZeroPoints];
        for (var i = 0; i < exact.Length; i++)
        {
            var c = channel(i);
            var value = ((stored.IsEmpty ? wide[i] : stored[i]) - zeros[zeros.Length > 1 ? c : 0]) * (double)scales[c];
            if (Math.Abs(value - exact[i]) <= ((0.5 + Slack) * scales[c]) + Rounding(exact[i])) continue;
            return $"has {Number(value)} instead of {Number(exact[i])} at index {i}, where a step is {Number(scales[c])}";
        }
        return null;
    }

    // The runtime takes the product of both scales, whatever the file states for the bias.
    private string? BiasProblem(Node exact, Node stored, Tensor? was, Tensor now)
    {
        if (stored.Input(0).Quantization is not { } input || stored.Input(1) is not { Constant: { } weights, Quantization: { } scales })
            return "is stored as int32 beside operands without scales";
        var means = statistics.GetValueOrDefault(exact.Input(0).Name)?.ChannelMeans;
        var bias = (BiasCorrection.Correct(exact, weights, scales, means) ?? was)?.ToSingles() ?? new float[(int)now.Shape.ElementCount];
        var steps = now.ToInt64s();
        if (bias.Length != steps.Length) return $"has {steps.Length} elements instead of {bias.Length}";
        for (var c = 0; c < steps.Length; c++)
        {
            var step = input.Scales[0] * (double)scales.Scales[scales.IsPerAxis ? c : 0];
            if (Math.Abs((steps[c] * step) - bias[c]) <= ((0.5 + Slack) * step) + Rounding(bias[c])) continue;
            return $"has {Number(steps[c] * step)} instead of {Number(bias[c])} for channel {c}, where a step is {Number(step)}";
        }
        return null;
    }

    // Of the products that are compared, in float32.
    private static double Rounding(float value) => Math.Abs(value) / (1 << 20);

    private static Func<int, int> Channels(Tensor weights, QuantizationParameters q)
    {
        if (!q.IsPerAxis) return _ => 0;
        var (inner, count) = ((int)weights.Shape.Strides()[q.Axis], q.Scales.Count);
        return i => i / inner % count;
    }

    private static string Number(double value) => value.ToString("G4", System.Globalization.CultureInfo.InvariantCulture);
}
