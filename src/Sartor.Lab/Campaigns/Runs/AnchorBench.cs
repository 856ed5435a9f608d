using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Lab.Trials;
using Sartor.Results.Records;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Measures the reference model of a campaign on one device.</summary>
/// <param name="options">The campaign, which has a reference model.</param>
/// <param name="lane">Address of the device.</param>
/// <param name="device">The device.</param>
/// <param name="time">The clock of time stamps.</param>
internal sealed class AnchorBench(CampaignOptions options, string lane, LaneDevice device, TimeProvider time)
{
    private static readonly Lock s_converting = new();

    private readonly DateTimeOffset _run = time.GetUtcNow();

    // Five launches: an interval of fewer is too wide to tell 10 % from nothing.
    private MeasurementProtocol Protocol => MeasurementProtocol.Quick with
    {
        MinRounds = 5,
        MaxRounds = 5,
        TrialSeconds = 0,
        Threads = options.Protocols[0].Threads,
        // Other cores than those of the trials have another speed.
        Cpus = options.Protocols[0].Cpus,
    };

    /// <summary>Measures it.</summary>
    /// <param name="target">Engine and delegate.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SartorException">It cannot be converted for the engine, or the engine cannot run it.</exception>
    public async Task<CampaignAnchor> MeasureAsync(EngineTarget target, CancellationToken cancellation)
    {
        var opened = device.Next();
        var tools = DeviceTools.OptionsFor(target.Engine, options.Tools);
        var profile = await ProfileAsync(opened, target, tools, cancellation).ConfigureAwait(false);
        var format = EngineOffer.Of(profile).FirstOrDefault(offer => offer.Name == target.Engine)?.Format
            ?? throw new EngineException(target.Engine, "the device does not have it");
        var result = BenchRun.Run(
            new BenchOptions
            {
                Input = new InputOptions { ModelPath = FileFor(format, cancellation) },
                Device = lane,
                OpenDevice = opened,
                Engines = [$"{target}"],
                Tools = tools,
                Protocol = Protocol,
            },
            SilentProgress.Instance, time, cancellation);
        var trial = result.Trials.Single();
        if (trial.Latency is not { } latency) throw new EngineException(target.Engine, trial.Reason ?? "it has no latency");
        var series = StepKey.Of("sartor-anchor-1")
            .With("build", ToolBuild.Id)
            .With("worker", $"{profile.Worker.Worker} {profile.Worker.Build}")
            .With("model", result.Model.Sha256)
            .With("device", $"{lane} {profile.Description}")
            .With("engine", $"{target} {trial.EngineVersion}")
            .With("protocol", $"{Protocol}");
        return new CampaignAnchor(
            lane, target.Engine, target.Delegate, series.Id, _run, result.StartedUtc, latency.MedianNs, latency.MedianLowNs,
            latency.MedianHighNs);
    }

    private static async Task<DeviceProfile> ProfileAsync(
        IDevice device, EngineTarget target, ToolOptions options, CancellationToken cancellation)
    {
        var tools = await DeviceTools.OpenAsync(device, [target.Engine], options, cancellation).ConfigureAwait(false);
        await using (tools.ConfigureAwait(false)) return tools.AddTo(await device.DescribeAsync(cancellation).ConfigureAwait(false));
    }

    // The reference model as it is, or converted once for all devices of the campaign.
    private string FileFor(string format, CancellationToken cancellation)
    {
        if (ExecuTorchFormat.Is(options.AnchorPath!) && format == ExecuTorchFormat.FormatName) return options.AnchorPath!;
        using (var model = ModelFormats.Open(options.AnchorPath!, new ModelReadOptions()))
        {
            if (model.Format.Name == format) return options.AnchorPath!;
        }
        var target = ConversionTargets.Default.Format == format
            ? ConversionTargets.Default
            : ConversionTargets.Catalog.All.FirstOrDefault(known => known.Format == format)
                ?? throw new UnsupportedModelException(options.AnchorPath!, null, $"nothing converts it to {format}");
        var id = Sha256.Hex($"{ToolBuild.Id} {ModelFile.Sha256(options.AnchorPath!)}")[..16];
        var path = Path.Combine(CampaignFolder.VariantsOf(options), $"anchor-{id}{target.Suffix}");
        lock (s_converting)
        {
            if (Path.Exists(path)) return path;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            ConvertRun.Run(
                new ConvertOptions
                {
                    ModelPath = options.AnchorPath!,
                    OutputPath = path,
                    Target = target,
                    Precision = Precision.Float32,
                    Verify = false,
                },
                cancellation);
        }
        return path;
    }
}
