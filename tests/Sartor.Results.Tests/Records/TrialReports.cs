using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Results.Tests.Records;

/// <summary>Reports of trials of a campaign that are right.</summary>
internal static class TrialReports
{
    private const string Reason = "noisy: the half width is 12 % (limit 10 %)";

    private static readonly FitResult s_fit = FitFixture.Full();

    /// <summary>A measurement that succeeded.</summary>
    public static CampaignTrialResult Measured()
    {
        var trial = s_fit.Variants.Single(v => v.Name == "int8").Trials.Single(t => t.Delegate == "xnnpack");
        string[] key =
        [
            "form=sartor-campaign-1", "step=measure", $"source={new string('a', 64)}", "variant=tflite/int8", "device=exec:a\\\\b",
            $"device-cpu={s_fit.Device.Cpu}", $"device-os={s_fit.Device.Os}", "engine=tflite", "delegate=xnnpack", "threads=1",
        ];
        var samples = trial.SamplesNs;
        var window = samples.Sum() / 1e9 * 1.01;
        trial = trial with
        {
            MaxTemperatureC = 52.5,
            MaxFrequencyKhz = 1_766_400,
            Launches = [.. trial.Launches.Select(launch => launch with { EnergyJ = 2.0 / trial.Launches.Count, WindowSeconds = 1 })],
            Energy = new EnergyResult
            {
                Source = "hwmon:ina226/power1",
                EnergyJ = 2,
                WindowSeconds = window,
                Inferences = samples.Count,
                Samples = 30,
                MeanW = 2 / window,
                PerInferenceJ = 2.0 / samples.Count,
                PerInferenceLowJ = 1.9 / samples.Count,
                PerInferenceHighJ = 2.1 / samples.Count,
                MacsPerJ = 1e9,
            },
        };
        return new CampaignTrialResult
        {
            SartorVersion = "0.1.0",
            ModelName = "fashion-mobilenet",
            DeviceType = s_fit.Device.Cpu,
            OsVersion = s_fit.Device.Os,
            IsValid = true,
            IsEmulator = null,
            Iterations = samples.Count,
            Duration = samples.Average(),
            Unit = "ns",
            CpuDuration = samples.Average(),
            CpuMinDuration = samples.Min(),
            CpuMaxDuration = samples.Max(),
            CpuStdDev = 1,
            InDim0 = 1,
            Campaign = "friday",
            Number = 3,
            Id = IdOf(key),
            Key = key,
            Step = "measure",
            Model = "models/fashion-mobilenet.onnx",
            Variant = "tflite/int8",
            Device = "exec:a\\b",
            Engine = "tflite",
            Delegate = "xnnpack",
            Threads = 1,
            Needs = null,
            State = "finished",
            Ending = "succeeded",
            Reason = null,
            Attempts = [Attempt("succeeded", null)],
            DeviceAnalytics = new DeviceAnalytics
            {
                Timestamp = 1.7e9,
                CpuInfo = new CpuInfo
                {
                    CpuCores = 2,
                    Processors = [],
                    ArmArchitecture = new CpuArchitecture { Hardware = s_fit.Device.Cpu, Features = "avx2", Architecture = "x64" },
                },
            },
            Anchor = new SessionAnchor
            {
                Ratio = 1.2,
                IsDrift = false,
                Before = Reading(-1, 1.2),
                After = Reading(5, 1.2),
            },
            Measurement = new BenchResult
            {
                SartorVersion = "0.1.0",
                StartedUtc = s_fit.StartedUtc,
                Model = s_fit.Source,
                Device = s_fit.Device,
                Protocol = s_fit.Protocol,
                Input = "random",
                Trials = [trial],
                StateBefore = State(),
                StateAfter = State(),
                Diagnostics = [],
            },
        };
    }

    private static DeviceStateFacts State() => new()
    {
        TimeUtc = s_fit.StartedUtc,
        UptimeSeconds = 3600,
        LoadAverage = 0.5,
        MemoryTotalBytes = 4_000_000_000,
        MemoryFreeBytes = 1_000_000_000,
        MemoryAvailableBytes = 2_000_000_000,
        MemoryCachedBytes = 900_000_000,
        Clusters = [new CoreClusterFacts("0 1", "schedutil", 1_000_000, 576_000, 1_766_400)],
        ThermalZones = [new ThermalZoneFacts("cpu", 41.5)],
        Battery = new BatteryFacts("Discharging", 87, -400_000, 4_000_000, 2_700_000, null, 31),
        PowerSources = ["hwmon:ina226/power1"],
        Model = "Board",
        Soc = null,
        Abi = null,
        Build = null,
    };

    /// <summary>A measurement that is too noisy to be used.</summary>
    public static CampaignTrialResult Noisy() => Measured() with
    {
        IsValid = false,
        Ending = "invalid",
        Reason = Reason,
        CpuError = Reason,
        Attempts = [Attempt("transient", "offline"), Attempt("invalid", Reason)],
    };

    private static AnchorReading Reading(double minute, double ratio) => new()
    {
        StartedUtc = s_fit.StartedUtc.AddMinutes(minute),
        Ratio = ratio,
        LowRatio = ratio - 0.2,
        HighRatio = ratio + 0.2,
    };

    /// <summary>A measurement that came to nothing.</summary>
    public static CampaignTrialResult Failed() => Noisy() with
    {
        State = "quarantined",
        Ending = "permanent",
        Attempts = [Attempt("permanent", Reason)],
        Iterations = null,
        Duration = null,
        CpuDuration = null,
        CpuMinDuration = null,
        CpuMaxDuration = null,
        CpuStdDev = null,
        InDim0 = null,
        Anchor = null,
        Measurement = null,
    };

    /// <summary>A conversion that the source's operators refused.</summary>
    public static CampaignTrialResult Refused()
    {
        string[] key = ["form=sartor-campaign-1", "step=convert", $"source={new string('a', 64)}", "variant=tflite/int8"];
        return Failed() with
        {
            DeviceType = null,
            OsVersion = null,
            CpuError = null,
            Id = IdOf(key),
            Key = key,
            Step = "convert",
            Device = null,
            Engine = null,
            Delegate = null,
            Threads = null,
            State = "finished",
            Ending = "refused",
            Attempts = [Attempt("refused", Reason)],
            DeviceAnalytics = null,
        };
    }

    private static string IdOf(string[] key) => Sha256.Hex(string.Join('\n', key) + "\n");

    private static CampaignAttempt Attempt(string ending, string? reason) => new()
    {
        StartedUtc = s_fit.StartedUtc,
        EndedUtc = s_fit.StartedUtc.AddSeconds(4),
        Ending = ending,
        Reason = reason,
    };
}
