using System.Globalization;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Verification;

/// <summary>
/// Compares the parameters of int8 activations with the ranges that calibration found. Operators that only move values, and joins, give
/// one set of parameters to several activations; then one of those has to ask for it. Behind all others each has to ask for its own.
/// </summary>
/// <param name="statistics">The activations of the float32 form, by name.</param>
/// <param name="format">The format, whose bindings name outputs of fixed parameters.</param>
internal sealed class StoredRanges(IReadOnlyDictionary<string, ActivationStatistics> statistics, string format)
{
    // Parameters are rounded to floats, and a zero point to an integer.
    private const double Slack = 0.01;
    // A sum that cancels needs 2⁻¹⁸ of the scale of its operands, or the kernel ends the process (TFLite 2.9, kernels/add.cc).
    private const double SmallestSum = 1.0 / (1 << 18);

    // Operands are shifted by five bits less (2⁻¹³).
    private const double IntoInt16 = 1 << 5;

    private readonly BindingTable _bindings = new(format);

    /// <summary>Compares a file with the ranges.</summary>
    /// <param name="variant">The file's graph.</param>
    public StoredFaults Compare(ModelGraph variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        Value[] activations = [.. variant.Inputs.Concat(variant.Nodes.SelectMany(n => n.Outputs)).Where(IsActivation)];
        var groups = activations.ToDictionary(v => v, v => new HashSet<Value> { v });
        foreach (var node in variant.Nodes.Where(SharesParameters))
        {
            foreach (var input in node.Inputs.Where(v => v is not null && groups.ContainsKey(v)))
            {
                foreach (var output in node.Outputs.Where(groups.ContainsKey))
                    if (input!.Quantization == output.Quantization) Join(groups, input, output);
            }
        }
        string[] faults =
        [
            .. activations.GroupBy(v => groups[v]).Where(group => !group.Any(IsAskedFor)).Select(group => Fault(group.First())),
        ];
        return new StoredFaults(activations.Length, faults);
    }

    private static void Join(Dictionary<Value, HashSet<Value>> groups, Value one, Value other)
    {
        var (larger, smaller) = (groups[one], groups[other]);
        if (larger == smaller) return;
        if (larger.Count < smaller.Count) (larger, smaller) = (smaller, larger);
        larger.UnionWith(smaller);
        foreach (var value in smaller) groups[value] = larger;
    }

    private static bool IsActivation(Value value) =>
        value is { Constant: null, Type.Element: ElementType.Int8 or ElementType.Int16, Quantization.IsPerAxis: false };

    private ActivationStatistics? Of(Value value) => statistics.GetValueOrDefault(value.Name)
        ?? (value.Producer is { Operator: Quantize } step ? statistics.GetValueOrDefault(StoredConstants.Root(step.Input(0)).Name)
            : null);

    private Int8Rule? Rule(Node? node) => node is null ? null : _bindings.Writer(node.Operator)?.Int8(node.Operator);

    private bool SharesParameters(Node node) => Rule(node) is null or Int8Rule.SameAsInput or Int8Rule.SameAsOutput or Int8Rule.Float;

    private bool IsAskedFor(Value value)
    {
        var q = value.Quantization!;
        var rule = Rule(value.Producer);
        var grid = ActivationGrid.Of(value.Type.Element);
        if (rule == Int8Rule.UnitInterval) return q == grid.UnitInterval;
        if (rule == Int8Rule.SignedUnitInterval) return q == grid.SignedUnitInterval;
        if (Of(value) is not { } known) return false;
        double scale = q.Scales[0];
        if (grid.IsInt16)
        {
            var asked = Math.Max(grid.Parameters(known.Range).Scales[0], SmallestOf(value.Producer) * IntoInt16);
            return q.ZeroPoints[0] == 0 && Math.Abs((scale / asked) - 1) <= Slack;
        }
        double low = Math.Min(0, known.Range.Minimum), high = Math.Max(0, known.Range.Maximum);
        var covers = (-128 - q.ZeroPoints[0]) * scale <= low + scale && (127 - q.ZeroPoints[0]) * scale >= high - scale;
        return covers && scale <= Math.Max(Math.Max((high - low) / 255, SmallestOf(value.Producer)), Int8.SmallestScale) * (1 + Slack);
    }

    private static double SmallestOf(Node? producer) => producer?.Operator is Add or Sub
        ? producer.Inputs.Max(v => v?.Quantization?.Scales[0] ?? 0) * SmallestSum
        : 0;

    private string Fault(Value value)
    {
        var q = value.Quantization!;
        var (least, most) = value.Type.Element == ElementType.Int16 ? (-32767, 32767) : (-128, 127);
        var stored = Interval((least - q.ZeroPoints[0]) * (double)q.Scales[0], (most - q.ZeroPoints[0]) * (double)q.Scales[0]);
        return $"activation '{value.Name}' is stored for {stored}, " + (Of(value) is { } known
            ? $"where calibration found {Interval(known.Range.Minimum, known.Range.Maximum)}"
            : "and calibration saw nothing of the kind");
    }

    private static string Interval(double low, double high) => string.Create(CultureInfo.InvariantCulture, $"{low:G4} to {high:G4}");
}
