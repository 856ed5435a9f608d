using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Profiling;

/// <summary>Measures the parts of a space's networks on a device, as a campaign: what was measured is not measured again.</summary>
/// <param name="network">The network and its space.</param>
/// <param name="options">What is to be measured, and how.</param>
/// <param name="time">The clock.</param>
internal sealed class ProfileRun(SuperNet network, ProfileOptions options, TimeProvider time)
{
    private const string ModelFolder = "models";

    /// <summary>How wide an interval may be, as a share of the latency: noise is kept as the interval, not refused.</summary>
    private const double MostHalfWidth = 1e6;

    /// <summary>Measures what is not measured yet, and gathers all.</summary>
    /// <param name="run">Runs a campaign that is planned, and shows how it goes.</param>
    /// <param name="cancellation">Ends it; what was measured stays in the folder.</param>
    /// <exception cref="SartorException">A model cannot be made, the device does not answer, or a file cannot be written.</exception>
    public async Task<LatencyProfile> RunAsync(Func<Campaign, Task> run, CancellationToken cancellation)
    {
        var engine = InferenceEngines.Get(options.Engine);
        if (options.Precision == Precision.Int8)
        {
            throw new OptionException("precision", $"{options.Precision.Name()} needs samples of each part, which there are not; give "
                + string.Join(" or ", Enum.GetValues<Precision>().Where(precision => precision != Precision.Int8).Select(p => p.Name())));
        }
        var plan = ProfilePlan.Of(network, options);
        var models = Path.Combine(options.Folder, ModelFolder);
        WorkFolder.Create(models);
        var files = new List<string>();
        var measured = new Dictionary<string, ProfiledModel>(StringComparer.Ordinal);
        foreach (var model in plan.Models)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.Combine(models, model.File + ConversionTargets.Interchange.Suffix);
            files.Add(path);
            measured.Add(Path.GetFileName(path), model);
            if (!File.Exists(path))
                new ModelConverter(ConversionTargets.Interchange, model.Graph(), null, cancellation).Write(Precision.Float32, path);
        }
        var isSource = engine.Format == ConversionTargets.Interchange.Format && options.Precision == Precision.Float32;
        var target = ConversionTargets.Catalog.All.FirstOrDefault(candidate => candidate.Format == engine.Format)
            ?? throw new OptionException("engine", $"{engine.Name} takes {engine.Format} files, which nothing is converted to");
        var campaign = new CampaignOptions
        {
            Name = "profile",
            BaseFolder = options.Folder,
            OutputFolder = options.Folder,
            Models = files,
            Variants = [isSource ? new CampaignVariant(null, Precision.Float32) : new CampaignVariant(target, options.Precision)],
            Devices = [options.Device],
            Engines = [$"{options.Engine}/{options.Delegate}"],
            Protocols = [options.Protocol],
            Verifies = false,
            MaxHalfWidth = MostHalfWidth,
        };
        using var open = Campaign.Open(campaign, time);
        await open.PlanAsync(cancellation).ConfigureAwait(false);
        await run(open).ConfigureAwait(false);
        return Gather(open.Store, campaign, measured, plan);
    }

    private LatencyProfile Gather(
        ICampaignStore store, CampaignOptions campaign, Dictionary<string, ProfiledModel> measured, ProfilePlan plan)
    {
        var items = new Dictionary<ProfiledModel, LatencyItem>();
        var failures = new Dictionary<ProfiledModel, LatencyFailure>();
        BenchResult? any = null;
        var drift = new AnchorDrift(store.Anchors(), campaign.MaxDeviceDrift);
        // The state may have trials of an earlier plan, too: other models, other precisions and engines.
        foreach (var trial in store.Trials().Where(trial => trial.Lane == options.Device && trial.Engine == options.Engine
            && trial.Delegate == options.Delegate && trial.Threads == options.Protocol.Threads
            && trial.Variant == campaign.Variants[0].ToString()))
        {
            if (!measured.TryGetValue(Path.GetFileName(trial.Model), out var model)) continue;
            var report = TrialDocument.Of(campaign.Name, trial, store, null, drift);
            if (trial.Ending == TrialEnding.Succeeded && report.Measurement is { Trials: [{ Latency: { } latency }, ..] } bench)
            {
                any = bench;
                // Of several, made by other versions of a tool, the last one counts.
                items[model] = new LatencyItem(
                    model.Key, latency.MedianNs / 1e6, latency.MedianLowNs / 1e6, latency.MedianHighNs / 1e6, latency.Count, trial.Id);
            }
            else if (trial.Step == CampaignStep.Measure)
            {
                failures[model] = new LatencyFailure(
                    model.Key, TrialDocument.Word(trial.Ending), trial.Reason ?? "it was not measured yet");
            }
        }
        IReadOnlyList<LatencyItem> Of(PartOfNetwork part) =>
            [.. plan.Models.Where(model => model.Part == part && items.ContainsKey(model)).Select(model => items[model])];
        var (units, operators) = (Of(PartOfNetwork.Unit), Of(PartOfNetwork.Operator));
        return new LatencyProfile
        {
            SartorVersion = SourceModels.SartorVersion,
            WrittenUtc = time.GetUtcNow(),
            Model = Path.GetFileName(network.Path),
            Space = network.Space.Name,
            Fingerprint = network.Space.Fingerprint,
            Device = options.Device,
            DeviceFacts = any?.Device,
            Engine = options.Engine,
            EngineVersion = any?.Trials[0].EngineVersion,
            Delegate = options.Delegate,
            Precision = options.Precision.Name(),
            Threads = options.Protocol.Threads,
            Units = units,
            Operators = operators,
            Networks = Of(PartOfNetwork.Network),
            Fusions = FusionCheck.Of(units, operators, plan.Forms),
            Failures = [.. failures.Where(failure => !items.ContainsKey(failure.Key)).Select(failure => failure.Value)],
        };
    }
}
