using System.Text.RegularExpressions;
using Sartor.Contracts.Coverage;
using Sartor.Convert;
using Sartor.Core;

namespace Sartor.Contracts.Generated;

/// <summary>What became of many generated networks.</summary>
public sealed partial class GeneratedReport
{
    private const double OfLargest = 1e-4;
    // Half precision keeps 11 bits, and a network adds up what each weight loses.
    private const double OfLargestInHalf = 0.02;

    /// <summary>How many were tried.</summary>
    public int Graphs { get; private set; }

    /// <summary>How many of them have equal extents.</summary>
    public int EqualExtents { get; private set; }

    /// <summary>How many both delegates compute as ONNX Runtime computes the source.</summary>
    public int Right { get; private set; }

    /// <summary>How many were also written in other forms and compared: ONNX and float16.</summary>
    public int OtherForms { get; private set; }

    /// <summary>How often each operator was in a network.</summary>
    public SortedDictionary<string, int> Operators { get; } = new(StringComparer.Ordinal);

    /// <summary>Refusals by operator and reason.</summary>
    public SortedDictionary<string, int> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>Each wrong one as its smallest network, with the first difference.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>Refusals, one as its smallest network for each reason.</summary>
    public SortedDictionary<string, string> Examples { get; } = new(StringComparer.Ordinal);

    /// <summary>Tries networks of the seeds from one on.</summary>
    /// <param name="trial">How.</param>
    /// <param name="from">The first seed.</param>
    /// <param name="count">How many.</param>
    public void Run(GeneratedTrial trial, int from, int count)
    {
        ArgumentNullException.ThrowIfNull(trial);
        for (var seed = from; seed < from + count; seed++) Add(trial, trial.Generate(seed));
    }

    private void Add(GeneratedTrial trial, GeneratedNetwork network)
    {
        Graphs++;
        if (network.HasEqualExtents) EqualExtents++;
        foreach (var type in network.Nodes.Select(n => n.Type).Distinct()) Operators[type] = Operators.GetValueOrDefault(type) + 1;
        var result = trial.Try(network);
        switch (result.Outcome)
        {
            case CoverageOutcome.Right:
                Right++;
                if (network.Seed % 4 == 0) AddForms(trial, network);
                break;
            case CoverageOutcome.Refused:
                var reason = Reason(result.Detail);
                Refused[reason] = Refused.GetValueOrDefault(reason) + 1;
                if (!Examples.ContainsKey(reason))
                    Examples[reason] = GeneratedTrial.Minimal(network, n => Reason(trial.Try(n).Detail) == reason).ToString();
                break;
            default:
                var least = GeneratedTrial.Minimal(network, n => trial.Try(n).Outcome == CoverageOutcome.Wrong);
                Wrong.Add($"{least}: {trial.Try(least).Detail}");
                break;
        }
    }

    private void AddForms(GeneratedTrial trial, GeneratedNetwork network)
    {
        OtherForms++;
        foreach (var target in new[] { ConversionTargets.Default, ConversionTargets.Get("onnx") })
        {
            foreach (var (precision, ofLargest) in new[] { (Precision.Float32, OfLargest), (Precision.Float16, OfLargestInHalf) })
            {
                if (target == ConversionTargets.Default && precision == Precision.Float32) continue;
                string? Tried(GeneratedNetwork n)
                {
                    try
                    {
                        return trial.Other(n, target, precision, ofLargest);
                    }
                    catch (SartorException e)
                    {
                        return e.Message;
                    }
                }
                if (Tried(network) is null) continue;
                var least = GeneratedTrial.Minimal(network, n => Tried(n) is not null);
                Wrong.Add($"{target.Name} {precision.Name()}: {least}: {Tried(least)}");
            }
        }
    }

    // The operator and the problem, without what differs from network to network.
    private static string Reason(string detail)
    {
        var names = OperatorName().Matches(detail).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);
        var operators = string.Join(", ", names);
        var at = detail.IndexOf("): ", StringComparison.Ordinal);
        var problem = at < 0 ? detail : detail[(at + 3)..];
        return $"{operators}: {Numbers().Replace(problem.Split(';')[0].TrimEnd('.'), "n")}";
    }

    [GeneratedRegex(@"\(([A-Z]\w+)\): ")]
    private static partial Regex OperatorName();

    [GeneratedRegex(@"\[[\d,]+\]|\d+")]
    private static partial Regex Numbers();
}
