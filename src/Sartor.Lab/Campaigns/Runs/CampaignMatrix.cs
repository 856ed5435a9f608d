using System.Globalization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Measurement;
using Sartor.Lab.Trials;
using Sartor.Results.Records;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>
/// The trials of a campaign: for each model and variant one conversion, and behind it, for each device, engine and delegate, one
/// comparison with the source and one measurement for each number of threads.
/// </summary>
/// <param name="options">The campaign.</param>
/// <param name="devices">What each device says of itself, by address.</param>
/// <param name="inputs">Hashes of models and data.</param>
internal sealed class CampaignMatrix(
    CampaignOptions options, IReadOnlyDictionary<string, DeviceProfile> devices, CampaignInputs inputs)
{
    private const string Form = "sartor-campaign-1";

    private readonly HashSet<string> _used = [];

    /// <summary>Engines that were asked for and that no trial has, a clause each; to be asked for when all trials were made.</summary>
    public IEnumerable<string> Unused() => options.Engines.Where(name => !_used.Contains(name)).Select(name =>
        $"'{name}' of 'engines' is not used: "
        + (devices.Values.Any(profile => Has(profile, name)) ? "it runs none of the variants" : "no device has it"));

    /// <summary>The trials in the order in which they run: model by model, so that results come from the first minute on.</summary>
    /// <exception cref="OptionException">A device has none of the engines that were asked for, or none that runs a variant.</exception>
    public IEnumerable<PlannedTrial> Trials()
    {
        foreach (var model in options.Models)
        {
            foreach (var variant in options.Variants)
            {
                foreach (var trial in Of(model, variant)) yield return trial;
            }
        }
    }

    private IEnumerable<PlannedTrial> Of(string model, CampaignVariant variant)
    {
        var name = Path.GetRelativePath(options.BaseFolder, model);
        var format = variant.Target?.Format ?? FormatOf(model);
        // A model that cannot be read has one trial, whose reason is the error; nothing can follow it.
        if (format is null)
        {
            yield return new PlannedTrial(Converting(model, variant), CampaignStep.Convert, PlannedTrial.Preparation, name, $"{variant}");
            yield break;
        }
        PlannedTrial? conversion = null;
        if (variant.Target is not null)
        {
            conversion = new PlannedTrial(
                Converting(model, variant), CampaignStep.Convert, PlannedTrial.Preparation, name, $"{variant}");
            yield return conversion;
        }
        foreach (var device in options.Devices)
        {
            var verified = new Dictionary<EngineTarget, PlannedTrial>();
            foreach (var target in Targets(device, variant, format))
            {
                _used.Add(target.Engine);
                _used.Add($"{target}");
                var planned = new PlannedTrial(StepKey.Of(Form), CampaignStep.Verify, device, name, $"{variant}")
                {
                    Engine = target.Engine,
                    Delegate = target.Delegate,
                };
                PlannedTrial? verification = null;
                if (options.Verifies && conversion is not null && Judge(device, format, target) is { } judge
                    && !verified.TryGetValue(judge, out verification))
                {
                    verification = planned with
                    {
                        Key = Verifying(model, variant, device, judge),
                        Engine = judge.Engine,
                        Delegate = judge.Delegate,
                        Needs = conversion.Key,
                    };
                    verified.Add(judge, verification);
                    yield return verification;
                }
                foreach (var protocol in options.Protocols)
                {
                    yield return planned with
                    {
                        Step = CampaignStep.Measure,
                        Key = Measuring(model, variant, device, target, protocol),
                        Threads = protocol.Threads,
                        Needs = verification?.Key ?? conversion?.Key,
                    };
                }
            }
        }
    }

    private IReadOnlyList<EngineTarget> Targets(string device, CampaignVariant variant, string format)
    {
        var wanted = variant.Target is { } target ? EnginePlan.Wanted(target, options.Engines) : options.Engines;
        // A browser has other engines than a phone: each device takes those of its own.
        var own = wanted.Where(name => Has(devices[device], name)).ToArray();
        foreach (var name in wanted.Except(own).Where(name => !devices.Values.Any(profile => Has(profile, name))))
        {
            var known = devices.Values.SelectMany(profile => profile.Engines)
                .SelectMany(engine => engine.Delegates.Select(place => $"{engine.Name}/{place}").Prepend(engine.Name)).Distinct();
            throw new OptionException("engines", $"unknown engine '{name}'; the devices have {string.Join(", ", known)}");
        }
        return wanted.Count > 0 && own.Length == 0
            ? throw new OptionException("engines", $"{device} has none of {string.Join(", ", wanted)}")
            : EnginePlan.On(devices[device], own).RequireTargets(format);
    }

    // What compares a variant that a target measures: itself, or for a tool of another maker, which shows no outputs, an engine of the
    // worker with the same delegate where there is one; null where none runs the format.
    private EngineTarget? Judge(string device, string format, EngineTarget target)
    {
        if (!DeviceTools.IsTool(target.Engine)) return target;
        var workers = devices[device].Engines.Where(engine => engine.Formats.Contains(format) && !DeviceTools.IsTool(engine.Name)
            && engine.Problem is null).ToArray();
        return (workers.FirstOrDefault(engine => engine.Delegates.Contains(target.Delegate)) ?? workers.FirstOrDefault()) is { } worker
            ? new EngineTarget(worker.Name, worker.Delegates.Contains(target.Delegate) ? target.Delegate : worker.Delegates[0])
            : null;
    }

    private static bool Has(DeviceProfile profile, string engine) => profile.Engines.Any(known =>
        known.Name == engine || known.Delegates.Any(name => $"{known.Name}/{name}" == engine));

    private static string? FormatOf(string model)
    {
        // It runs as it is, and only where its own app is; nothing reads it.
        if (ExecuTorchFormat.Is(model)) return ExecuTorchFormat.FormatName;
        try
        {
            using var file = ModelFormats.Open(model, new ModelReadOptions());
            return file.Format.Name;
        }
        catch (SartorException)
        {
            return null;
        }
    }

    private StepKey Of(string step, string model, CampaignVariant variant) => StepKey.Of(Form)
        .With("step", step)
        .With("build", ToolBuild.Id)
        .With("source", inputs.OfModel(model))
        .With("variant", $"{variant}")
        .With("calibration", variant.NeedsData ? inputs.OfData(options.DataPath!) : null);

    private StepKey Converting(string model, CampaignVariant variant) => Of("convert", model, variant);

    private StepKey Verifying(string model, CampaignVariant variant, string device, EngineTarget target) =>
        On(Of("verify", model, variant), device, target)
            .With("data", options.DataPath is { } data ? inputs.OfData(data) : null)
            .With("labels", options.LabelsPath is { } labels ? inputs.OfData(labels) : null);

    private StepKey Measuring(
        string model, CampaignVariant variant, string device, EngineTarget target, MeasurementProtocol protocol) =>
        On(Of("measure", model, variant), device, target)
            .With("threads", protocol.Threads)
            .With("cpus", protocol.Cpus)
            .With("protocol", $"{protocol}")
            .With("max-half-width", options.MaxHalfWidth);

    private StepKey On(StepKey key, string device, EngineTarget target)
    {
        var (description, worker) = (devices[device].Description, devices[device].Worker);
        return key
            .With("device", device)
            .With("device-cpu", description.Cpu)
            .With("device-features", string.Join(' ', description.CpuFeatures))
            .With("device-cores", description.Cores.ToString(CultureInfo.InvariantCulture))
            .With("device-os", description.Os)
            .With("device-kernel", description.Kernel)
            .With("device-architecture", description.Architecture)
            .With("worker", $"{worker.Worker} {worker.Build}")
            .With("engine", target.Engine)
            .With("engine-version", devices[device].Engine(target.Engine).Version)
            .With("delegate", target.Delegate);
    }
}
