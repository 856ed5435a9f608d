using System.Globalization;
using System.Text.Json;
using Sartor.Core;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Measurement;
using Sartor.Lab.Trials;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>A trial of a campaign as a report: its facts, its result, and the fields of nn-lite's reports.</summary>
internal static class TrialDocument
{
    private static readonly string[] s_gpus = ["gpu", "opencl", "vulkan", "metal", "webgpu", "cuda", "tensorrt"];
    private static readonly string[] s_npus = ["nnapi", "qnn", "npu", "hexagon", "edgetpu"];

    /// <summary>Collects it.</summary>
    /// <param name="campaign">Name of the campaign.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="store">Has its key, attempts and result.</param>
    /// <param name="trace">A recorded power of its device, which its energy is taken from; null for what the device told.</param>
    /// <param name="anchors">Tell whether its device was as fast as usual.</param>
    /// <exception cref="OptionException">The recorded power does not cover a launch.</exception>
    /// <exception cref="OutputException">Its stored result cannot be read.</exception>
    public static CampaignTrialResult Of(string campaign, CampaignTrial trial, ICampaignStore store, PowerTrace? trace, AnchorDrift anchors)
    {
        var json = store.Result(trial.Number);
        var isConversion = trial.Step == CampaignStep.Convert;
        var key = store.Key(trial.Number);
        var attempts = store.Attempts(trial.Number);
        var report = new CampaignTrialResult
        {
            SartorVersion = SourceModels.SartorVersion,
            ModelName = Path.GetFileNameWithoutExtension(trial.Model),
            DeviceType = key.Value("device-cpu"),
            OsVersion = key.Value("device-os"),
            IsValid = false,
            IsEmulator = isConversion ? null : IsEmulator(trial.Lane),
            Iterations = null,
            Duration = null,
            Unit = "ns",
            DeviceAnalytics = isConversion ? null : Analytics(key, attempts),
            Campaign = campaign,
            Number = trial.Number,
            Id = trial.Id,
            Key = key.Lines,
            Step = Word(trial.Step),
            Model = trial.Model,
            Variant = trial.Variant,
            Device = isConversion ? null : trial.Lane,
            Engine = isConversion ? null : trial.Engine,
            Delegate = isConversion ? null : trial.Delegate,
            Threads = isConversion ? null : trial.Threads,
            Needs = trial.Needs is { } needs ? store.Find(needs).Id : null,
            State = Word(trial.State),
            Ending = Word(trial.Ending),
            Reason = trial.Reason,
            Attempts =
            [
                .. attempts.Select(attempt => new CampaignAttempt
                {
                    StartedUtc = attempt.StartedUtc,
                    EndedUtc = attempt.EndedUtc,
                    Ending = Word(attempt.Ending),
                    Reason = attempt.Reason,
                }),
            ],
            Conversion = isConversion ? Parsed<ConversionResult>(trial, json) : null,
            Verification = trial.Step == CampaignStep.Verify ? Parsed<VerificationResult>(trial, json) : null,
            Measurement = trial.Step == CampaignStep.Measure ? Traced(Parsed<BenchResult>(trial, json), trace) : null,
        };
        return trial.Step == CampaignStep.Measure ? Anchored(Timed(report), trial, anchors) : report;
    }

    /// <summary>A value of an enumeration as reports have it.</summary>
    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static CampaignTrialResult Timed(CampaignTrialResult report)
    {
        var measured = report.Measurement?.Trials.Single();
        var @class = ClassOf(measured?.Delegation?.Delegate ?? report.Delegate!);
        if (measured?.Latency is not { } latency) return WithError(report, @class);
        var shape = report.Measurement!.Model.Inputs is [{ Shape: { } first }, ..] ? first : [];
        var (min, max, mean, deviation) = Moments(measured.SamplesNs);
        var timed = report with
        {
            IsValid = report.Ending == Word(TrialEnding.Succeeded),
            Iterations = latency.Count,
            Duration = mean,
            TotalRamKb = report.Measurement.Device.MemoryBytes / 1024,
            FreeRamKb = report.Measurement.StateBefore?.MemoryFreeBytes / 1024,
            AvailableRamKb = report.Measurement.StateBefore?.MemoryAvailableBytes / 1024,
            CachedKb = report.Measurement.StateBefore?.MemoryCachedBytes / 1024,
            DeviceAnalytics = report.DeviceAnalytics! with
            {
                CpuInfo = report.DeviceAnalytics.CpuInfo with
                {
                    Processors = [.. report.Measurement.StateBefore?.Clusters.Select(Text) ?? []],
                },
                Before = report.Measurement.StateBefore,
                After = report.Measurement.StateAfter,
            },
            InDim0 = Extent(shape, 0),
            InDim1 = Extent(shape, 1),
            InDim2 = Extent(shape, 2),
            InDim3 = Extent(shape, 3),
        };
        timed = @class switch
        {
            "gpu" => timed with { GpuDuration = mean, GpuMinDuration = min, GpuMaxDuration = max, GpuStdDev = deviation },
            "npu" => timed with { NpuDuration = mean, NpuMinDuration = min, NpuMaxDuration = max, NpuStdDev = deviation },
            _ => timed with { CpuDuration = mean, CpuMinDuration = min, CpuMaxDuration = max, CpuStdDev = deviation },
        };
        return timed.IsValid ? timed : WithError(timed, @class);
    }

    private static CampaignTrialResult Anchored(CampaignTrialResult report, CampaignTrial trial, AnchorDrift anchors)
    {
        if (report.Duration is null || anchors.Of(trial, report.Measurement!.StartedUtc) is not { } anchor) return report;
        var bench = report.Measurement;
        return report with
        {
            Anchor = anchor,
            Measurement = anchor.IsDrift ? bench with { Diagnostics = [.. bench.Diagnostics, AnchorDrift.Warning(anchor)] } : bench,
        };
    }

    private static BenchResult? Traced(BenchResult? bench, PowerTrace? trace) => bench is null || trace is null
        ? bench
        : bench with { Trials = [.. bench.Trials.Select(trial => LaunchEnergy.From(trace, trial, bench.Model.Macs))] };

    private static CampaignTrialResult WithError(CampaignTrialResult report, string @class) => @class switch
    {
        "gpu" => report with { GpuError = report.Reason },
        "npu" => report with { NpuError = report.Reason },
        _ => report with { CpuError = report.Reason },
    };

    private static string ClassOf(string @delegate) =>
        s_gpus.Contains(@delegate) ? "gpu" : s_npus.Contains(@delegate) ? "npu" : "cpu";

    private static (double Min, double Max, double Mean, double Deviation) Moments(IReadOnlyList<long> samples)
    {
        var mean = samples.Average();
        return (samples.Min(), samples.Max(), mean, Math.Sqrt(samples.Average(sample => (sample - mean) * (sample - mean))));
    }

    private static string Text(CoreClusterFacts cluster) => string.Create(
        CultureInfo.InvariantCulture, $"cores {cluster.Cores}: {cluster.MinKhz}-{cluster.MaxKhz} kHz, {cluster.Governor}");

    private static long? Extent(IReadOnlyList<long> shape, int axis) => axis < shape.Count ? shape[axis] : null;

    // exec: may run the worker in an emulator or on a board.
    private static bool? IsEmulator(string address) =>
        address == "host" || address.StartsWith("ssh:", StringComparison.Ordinal) ? false
        : address.StartsWith("emulator:", StringComparison.Ordinal) ? true
        : address.StartsWith("adb:", StringComparison.Ordinal) ? address.StartsWith("adb:emulator-", StringComparison.Ordinal)
        : null;

    private static DeviceAnalytics Analytics(StepKey key, IReadOnlyList<TrialAttempt> attempts) => new()
    {
        Timestamp = attempts.Count > 0 ? attempts[^1].StartedUtc.ToUnixTimeMilliseconds() / 1e3 : null,
        CpuInfo = new CpuInfo
        {
            CpuCores = key.Value("device-cores") is { } cores ? int.Parse(cores, CultureInfo.InvariantCulture) : null,
            Processors = [],
            ArmArchitecture = new CpuArchitecture
            {
                Hardware = key.Value("device-cpu"),
                Features = key.Value("device-features"),
                Architecture = key.Value("device-architecture"),
            },
        },
    };

    private static T? Parsed<T>(CampaignTrial trial, string? json) where T : class, IResultDocument
    {
        try
        {
            return json is null ? null : ResultJson.Parse<T>(json);
        }
        catch (JsonException e)
        {
            throw new OutputException(
                $"trial {trial.Number}", $"has a result that another version of Sartor wrote ({e.Message.TrimEnd('.')}); "
                + "`sartor campaign retry --all` makes it anew", e);
        }
    }
}
