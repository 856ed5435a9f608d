using System.Globalization;
using Sartor.Results.Records;

namespace Sartor.Results.Reports;

/// <summary>Says in a sentence what a fit took from earlier runs.</summary>
public static class ReuseText
{
    private const string Minute = "yyyy-MM-dd HH:mm";

    /// <summary>
    /// <c>Reused: 4 conversions, the source's answers, 8 verdicts of 2026-11-29 12:03 UTC; --fresh does all again.</c>
    /// Null where everything was done by the run itself.
    /// </summary>
    public static string? Of(FitResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        DateTimeOffset[] calibrations = [.. result.Variants.Select(v => v.Conversion?.CalibrationReusedFromUtc).OfType<DateTimeOffset>()];
        DateTimeOffset[] conversions = [.. result.Variants.Select(v => v.Conversion?.ReusedFromUtc).OfType<DateTimeOffset>()];
        DateTimeOffset[] source = [.. new[] { result.SourceReusedFromUtc }.OfType<DateTimeOffset>()];
        DateTimeOffset[] verdicts = [.. result.Variants.SelectMany(v => v.Verdicts).Select(v => v.ReusedFromUtc).OfType<DateTimeOffset>()];
        DateTimeOffset[] trials = [.. result.Variants.SelectMany(v => v.Trials).Select(t => t.ReusedFromUtc).OfType<DateTimeOffset>()];
        DateTimeOffset[] all = [.. calibrations, .. conversions, .. source, .. verdicts, .. trials];
        if (all.Length == 0) return null;
        string[] parts =
        [
            .. Counted(calibrations.Length, "calibration", "calibrations"), .. Counted(conversions.Length, "conversion", "conversions"),
            .. source.Length > 0 ? (string[])["the source's answers"] : [],
            .. Counted(verdicts.Length, "verdict", "verdicts"), .. Counted(trials.Length, "measurement", "measurements"),
        ];
        return $"Reused: {string.Join(", ", parts)} of {Span(all.Min(), all.Max())}; --fresh does all again.";
    }

    private static string[] Counted(int count, string one, string more) =>
        count == 0 ? [] : [$"{count.ToString(CultureInfo.InvariantCulture)} {(count == 1 ? one : more)}"];

    private static string Span(DateTimeOffset first, DateTimeOffset last)
    {
        var (from, to) = (Text(first), Text(last));
        return from == to ? $"{from} UTC" : $"{from} to {to} UTC";
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(Minute, CultureInfo.InvariantCulture);
}
