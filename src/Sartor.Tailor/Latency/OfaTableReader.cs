using System.Globalization;
using Sartor.Core;
using Sartor.Data.Configuration;

namespace Sartor.Tailor.Latency;

/// <summary>
/// Reads the latency tables of Once-for-All and CompOFA: YAML with a key for each part, as
/// <c>expanded_conv-input:56x56x32-output:28x28x48-expand:128-kernel:5-stride:2-idskip:0-se:1-hs:0</c>, and below it <c>mean</c> in
/// milliseconds, <c>std</c> and <c>count</c>.
/// </summary>
internal static class OfaTableReader
{
    private const string Mean = "mean", Deviation = "std", Count = "count";

    /// <param name="path">The file.</param>
    /// <exception cref="SartorException">It is missing, not such a table, or has values that are not latencies.</exception>
    public static LatencyTable Read(string path)
    {
        var problems = new List<(long Line, string Problem)>();
        var entries = new Dictionary<string, LatencyEntry>(StringComparer.Ordinal);
        foreach (var (key, entry) in BoundedYamlReader.Read(path, "Conv-input:224x224x3-output:112x112x16: { mean: 1.5 }"))
        {
            if (Entry(key, entry, problems) is { } latency) entries.Add(key, latency);
        }
        if (problems.Count > 0)
        {
            throw new DataSetException(path, string.Join("; ", problems.OrderBy(problem => problem.Line).Take(10)
                .Select(problem => $"line {problem.Line}: {problem.Problem}")));
        }
        return new LatencyTable(path, entries);
    }

    private static LatencyEntry? Entry(string key, YamlEntry entry, List<(long, string)> problems)
    {
        if (entry.Map is not { } map || !map.TryGetValue(Mean, out var mean))
        {
            problems.Add((entry.Line, $"'{Short(key)}' has no '{Mean}' in milliseconds"));
            return null;
        }
        var before = problems.Count;
        var milliseconds = Number(mean, Mean, isZeroAllowed: false, problems);
        double? deviation = map.TryGetValue(Deviation, out var std) ? Number(std, Deviation, isZeroAllowed: true, problems) : null;
        double? runs = map.TryGetValue(Count, out var count) ? Number(count, Count, isZeroAllowed: false, problems) : null;
        if (runs is { } number && (number != Math.Floor(number) || number > int.MaxValue))
            problems.Add((count!.Line, $"'{Count}' is a whole number of runs, not {Short(count.Scalar!)}"));
        return problems.Count > before ? null : new LatencyEntry(milliseconds, deviation, (int?)runs);
    }

    private static double Number(YamlEntry entry, string name, bool isZeroAllowed, List<(long, string)> problems)
    {
        if (double.TryParse(entry.Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value) && (value > 0 || (isZeroAllowed && value == 0)))
        {
            return value;
        }
        var range = isZeroAllowed ? "a number of at least 0" : "a number above 0";
        problems.Add((entry.Line, $"'{name}' is {range}, not '{Short(entry.Scalar ?? "a list")}'"));
        return double.NaN;
    }

    private static string Short(string text) => text.Length > 60 ? $"{text[..60]}…" : text;
}
