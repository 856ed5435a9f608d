using Sartor.Core;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Tailor.Latency;

/// <summary>Reads the table that <c>sartor tailor profile</c> writes.</summary>
internal static class LatencyProfileReader
{
    private const string Command = "sartor tailor profile";

    // A day: sums of more would be no numbers of use.
    private const double MostMs = 86_400_000;

    /// <exception cref="ResultFormatException">
    /// There is no such file, it is no such table, or it has latencies that are none; the message names the first of them.
    /// </exception>
    public static LatencyProfile Read(string path)
    {
        var profile = ResultJson.ReadDocument<LatencyProfile>(path, Command);
        foreach (var (name, items) in ((string, IReadOnlyList<LatencyItem>)[])
            [("units", profile.Units), ("operators", profile.Operators), ("networks", profile.Networks)])
        {
            var keys = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < items.Count; i++)
            {
                if (Problem(items[i], keys) is { } problem)
                    throw new ResultFormatException(path, $"{name}[{i}]: {problem}; run `{Command}` again");
            }
        }
        return profile;
    }

    private static string? Problem(LatencyItem? item, HashSet<string> keys) => item switch
    {
        null or { Key: null or "" } => "it has no key",
        { MedianMs: not (> 0 and <= MostMs) } =>
            FormattableString.Invariant($"'medianMs' is above 0 and at most {MostMs}, not {item.MedianMs}"),
        { LowMs: var low, HighMs: var high } when !(low >= 0 && low <= item.MedianMs && high >= item.MedianMs) =>
            $"the interval from {low} to {high} does not hold the median of {item.MedianMs}",
        _ when !keys.Add(item.Key) => $"'{item.Key}' is there twice",
        _ => null,
    };
}
