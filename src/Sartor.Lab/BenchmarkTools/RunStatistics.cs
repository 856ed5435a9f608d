namespace Sartor.Lab.BenchmarkTools;

/// <summary>A line of statistics of TensorFlow Lite's benchmark tool, in microseconds: <c>count=50 first=… min=… max=… avg=…</c>.</summary>
internal sealed record RunStatistics(
    long Count, double First, double Mean, double Min, double Max, double? Deviation, double? Median)
{
    // A mean is written with six digits.
    private const double Rounding = 1e-5;
    private const double MostRuns = 1e12;
    private const string AllSame = "(all same)";

    /// <summary>Whether a line is one.</summary>
    public static bool Is(string line) =>
        line.StartsWith("count=", StringComparison.Ordinal) || line.StartsWith("curr=", StringComparison.Ordinal);

    /// <summary>Reads one.</summary>
    /// <param name="line">Without a severity.</param>
    /// <param name="problem">What is wrong with it; null where nothing is.</param>
    public static RunStatistics? Read(string line, out string? problem)
    {
        var values = new Dictionary<string, double>();
        var isSame = line.Contains(AllSame, StringComparison.Ordinal);
        foreach (var word in line.Replace(AllSame, "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equal = word.IndexOf('=', StringComparison.Ordinal);
            if (equal < 0 || ToolText.Number(word[(equal + 1)..]) is not { } value || !values.TryAdd(word[..equal], value))
            {
                problem = $"printed statistics that cannot be read: {ToolText.Quote(word)}";
                return null;
            }
        }
        double? Of(string key) => values.TryGetValue(key, out var value) ? value : null;
        problem = null;
        if (Of("count") is not { } count || count != Math.Floor(count) || count > MostRuns) problem = "printed statistics without a count";
        else if (count == 0) problem = "counted no run";
        else if (Of("avg") is { } mean)
        {
            if (Of("min") is not { } min || Of("max") is not { } max) problem = "printed a mean without a minimum and a maximum";
            else if (min > max || mean < min * (1 - Rounding) || mean > max * (1 + Rounding))
                problem = FormattableString.Invariant($"printed a mean of {mean} µs that is not between {min} and {max}");
            else if (Of("median") is { } median && (median < min || median > max))
                problem = FormattableString.Invariant($"printed a median of {median} µs that is not between {min} and {max}");
            else return new RunStatistics((long)count, Of("first") ?? Of("curr") ?? mean, mean, min, max, Of("std"), Of("median"));
        }
        // Where all runs take the same time, as one run does, that time alone is written.
        else if (Of("curr") is not { } same || (count > 1 && !isSame)) problem = "printed statistics without a mean";
        else return new RunStatistics((long)count, same, same, same, same, 0, null);
        return null;
    }
}
