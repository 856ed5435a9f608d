using System.Globalization;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Results.Reports;

/// <summary>Whether the facts of a campaign's trial follow from one another.</summary>
internal static class CampaignTrialCheck
{
    // Sums of the same numbers in another order.
    private const double Rounding = 1e-9;

    private static readonly string[] s_steps = ["convert", "verify", "measure"];
    private static readonly string[] s_states = ["blocked", "waiting", "running", "finished", "quarantined"];

    private static readonly string[] s_endings =
        ["none", "succeeded", "transient", "permanent", "refused", "invalid", "skipped", "interrupted"];

    /// <summary>As <see cref="TrialReportCheck.Problems"/>.</summary>
    public static IEnumerable<string> Problems(CampaignTrialResult report, string? fileName) =>
    [
        .. OfKey(report, fileName), .. OfEnding(report), .. OfResult(report), .. OfMeasurement(report), .. OfAnchor(report),
        .. PowerCheck.Problems(report),
    ];

    private static IEnumerable<string> OfKey(CampaignTrialResult report, string? fileName)
    {
        if (Sha256.Hex(string.Concat(report.Key.Select(line => $"{line}\n"))) != report.Id) yield return "id does not follow from key";
        if (fileName is not null && fileName != report.Id) yield return "id is not the name of the file";
        (string Line, string Field, string? Value)[] fields =
        [
            ("step", "step", report.Step), ("variant", "variant", report.Variant), ("device", "device", report.Device),
            ("engine", "engine", report.Engine), ("delegate", "delegate", report.Delegate),
            ("device-cpu", "device_type", report.DeviceType), ("device-os", "os_version", report.OsVersion),
            ("source", "the hash of the source", SourceOf(report)),
            ("threads", "threads", report.Step == "verify" ? null : report.Threads?.ToString(CultureInfo.InvariantCulture)),
        ];
        foreach (var (line, field, value) in fields)
        {
            var keyed = report.Key.FirstOrDefault(text => text.StartsWith($"{line}=", StringComparison.Ordinal))?[(line.Length + 1)..];
            if (line is "source" && value is null) continue;
            if (keyed != Escaped(value)) yield return $"{field} is '{value}', and the key has '{keyed}'";
        }
    }

    // Of a variant that was converted, the result of a measurement knows the variant alone.
    private static string? SourceOf(CampaignTrialResult report) => report.Conversion?.Source.Sha256 ?? report.Verification?.Source.Sha256
        ?? (report.Variant == "source" ? report.Measurement?.Model.Sha256 : null);

    private static string? Escaped(string? value) =>
        value?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static IEnumerable<string> OfEnding(CampaignTrialResult report)
    {
        foreach (var (field, word, words) in new[]
            { ("step", report.Step, s_steps), ("state", report.State, s_states), ("ending", report.Ending, s_endings) })
        {
            if (!words.Contains(word)) yield return $"{field} is '{word}', none of {string.Join(", ", words)}";
        }
        var hasSucceeded = report.Ending == "succeeded";
        if (report.IsValid != (hasSucceeded && report.Step == "measure"))
            yield return $"valid is {(report.IsValid ? "true" : "false")} for a trial that {report.Step}s and ended as {report.Ending}";
        if (hasSucceeded != (report.Reason is null) && report.Ending != "none")
            yield return hasSucceeded ? "succeeded with a reason" : "did not succeed, and has no reason";
        if (report.Attempts.Any(attempt => attempt.EndedUtc < attempt.StartedUtc)) yield return "an attempt ends before it starts";
        if (report.Attempts.Count > 0 && report.Ending != "skipped" && report.Attempts[^1].Ending != report.Ending)
            yield return $"ending is '{report.Ending}', and that of the last attempt '{report.Attempts[^1].Ending}'";
        if (hasSucceeded && report.Attempts.Count == 0) yield return "succeeded without an attempt";
    }

    private static IEnumerable<string> OfResult(CampaignTrialResult report)
    {
        foreach (var (step, has) in new[]
            {
                ("convert", report.Conversion is not null), ("verify", report.Verification is not null),
                ("measure", report.Measurement is not null),
            })
        {
            if (has && step != report.Step) yield return $"has the result of another step, {step}";
            if (!has && step == report.Step && report.Ending == "succeeded") yield return "succeeded without a result";
        }
        if (report is { Ending: "succeeded", Verification.Passed: false }) yield return "succeeded, and its verification failed";
        if (report is { Ending: "succeeded", Conversion.File: null, Step: "convert" }) yield return "succeeded, and wrote no file";
    }

    private static IEnumerable<string> OfMeasurement(CampaignTrialResult report)
    {
        if (report.Unit != "ns") yield return $"unit is {report.Unit}, and reports of Sartor have ns";
        if (report.Measurement is not { } bench) yield break;
        if (bench.Trials.Count != 1)
        {
            yield return $"has {bench.Trials.Count} measurements, and a trial has one";
            yield break;
        }
        var measured = bench.Trials[0];
        if ((measured.Engine, measured.Delegate) != (report.Engine, report.Delegate))
            yield return $"measured {measured.Target}, and the trial is of {report.Engine}/{report.Delegate}";
        if (bench.Protocol.Threads != report.Threads) yield return $"measured with {bench.Protocol.Threads} threads, not {report.Threads}";
        if (bench.Protocol.Cpus is { } cpus && !report.Key.Contains($"cpus={cpus}"))
            yield return $"was to run on cores {cpus}, which the key does not have";
        if (measured.Latency is not { } latency)
        {
            if (report.IsValid || report.Duration is not null) yield return "has a duration, and its measurement has none";
            yield break;
        }
        if (bench.Protocol.Cpus is { } wanted && measured.Cpus != wanted)
            yield return $"was to run on cores {wanted}, and ran on {measured.Cpus ?? "unknown ones"}";
        var samples = measured.SamplesNs;
        if (samples.Count == 0 || samples.Any(sample => sample <= 0))
        {
            yield return "has no samples, or some that are not above 0";
            yield break;
        }
        if (report.Iterations != samples.Count || latency.Count != samples.Count)
            yield return $"iterations is {report.Iterations}, and there are {samples.Count} samples";
        if (IsOff(report.Duration, samples.Average()))
            yield return $"duration is {report.Duration}, and the mean of the samples {samples.Average()}";
        if (!(latency.MedianLowNs > 0 && latency.MedianLowNs <= latency.MedianNs && latency.MedianNs <= latency.MedianHighNs))
            yield return "the median does not lie in its interval";
        // A mean of logarithms of equal numbers may lie beside them.
        if (latency.MedianNs < samples.Min() * (1 - Rounding) || latency.MedianNs > samples.Max() * (1 + Rounding))
            yield return "the median lies outside of the samples";
        if (!new[] { report.CpuDuration, report.GpuDuration, report.NpuDuration }.OfType<double>().SequenceEqual([report.Duration ?? 0]))
            yield return "duration is not that of cpu, gpu or npu";
        if (IsOff(report.CpuMinDuration ?? report.GpuMinDuration ?? report.NpuMinDuration, samples.Min())
            || IsOff(report.CpuMaxDuration ?? report.GpuMaxDuration ?? report.NpuMaxDuration, samples.Max()))
            yield return "the shortest or longest duration is not that of the samples";
    }

    private static IEnumerable<string> OfAnchor(CampaignTrialResult report)
    {
        if (report.Anchor is not { } anchor) yield break;
        if (report.Measurement is not { } bench)
        {
            yield return "has a session anchor without a measurement";
            yield break;
        }
        foreach (var reading in new[] { anchor.Before, anchor.After }.OfType<AnchorReading>())
        {
            if (!(reading.LowRatio > 0 && reading.LowRatio <= reading.Ratio && reading.Ratio <= reading.HighRatio))
                yield return "the ratio of a session anchor does not lie in its interval";
        }
        // Stored in milliseconds.
        if (anchor.Before.StartedUtc > bench.StartedUtc) yield return "the session anchor before the measurement began after it";
        if (anchor.After?.StartedUtc < anchor.Before.StartedUtc) yield return "the session anchor after the measurement is older";
        if (IsOff(anchor.Ratio, anchor.After is { } after ? Math.Sqrt(anchor.Before.Ratio * after.Ratio) : anchor.Before.Ratio))
            yield return "the ratio of the session anchor is not that of before and after";
        if (anchor.IsDrift != bench.Diagnostics.Any(diagnostic => diagnostic.Code == "device-drift"))
            yield return "isDrift and the warning device-drift differ";
    }

    private static bool IsOff(double? value, double wanted) => !(Math.Abs((value ?? double.NaN) - wanted) <= Rounding * wanted);
}
