using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.BenchmarkTools;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Results;
using Sartor.Results.Records;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Runs trials by the jobs of the other verbs: convert, quantize, verify, bench.</summary>
/// <param name="options">The campaign.</param>
/// <param name="lane">As <see cref="PlannedTrial.Lane"/>.</param>
/// <param name="store">Knows the conversions that variants come from.</param>
/// <param name="time">The clock of time stamps.</param>
/// <param name="waits">Is told what a measurement waits for, and null when it goes on.</param>
internal sealed class JobTrialRunner(
    CampaignOptions options, string lane, ICampaignStore store, TimeProvider time, Action<string?>? waits = null) : ITrialRunner
{
    private static readonly Lock s_remaking = new();

    private readonly LaneDevice _device = new(lane, options.RejuvenateAfter);
    private readonly GuardWait _guards = new(options.Guards, time) { Waits = waits };
    private SessionAnchors? _anchors;
    private IReadOnlyList<string> _notes = [];

    public async Task<TrialOutcome> RunAsync(CampaignTrial trial, CancellationToken cancellation)
    {
        var outcome = await AttemptAsync(trial, cancellation).ConfigureAwait(false);
        if (outcome.Ending is TrialEnding.Transient or TrialEnding.Permanent) _device.Drop();
        // What is not there any more on a device that was looked at long ago is put there again when it is opened.
        if (outcome.Ending == TrialEnding.Refused && _device.WasUsed)
        {
            _device.Drop();
            outcome = await AttemptAsync(trial, cancellation).ConfigureAwait(false);
        }
        (var notes, _notes) = (_notes, []);
        return outcome with { Notes = notes };
    }

    public async Task<string?> ProbeAsync(CancellationToken cancellation)
    {
        if (lane == PlannedTrial.Preparation) return null;
        try
        {
            using var device = DeviceCatalog.Open(lane);
            await device.DescribeAsync(cancellation).ConfigureAwait(false);
            return null;
        }
        catch (SartorException e)
        {
            return e.Message;
        }
    }

    public async Task<IReadOnlyList<string>> EndAsync(CancellationToken cancellation)
    {
        if (_anchors is null) return [];
        try
        {
            // A device that is too hot would be told to have drifted.
            var (problem, _) = await _guards.RunAsync(AskAsync, AskScreenAsync, cancellation).ConfigureAwait(false);
            return problem is null
                ? await _anchors.EndAsync(cancellation).ConfigureAwait(false)
                : [$"the last session anchor is missing: {problem}"];
        }
        catch (SartorException e)
        {
            return [$"the last session anchor is missing: {e.Message}"];
        }
    }

    public void Dispose() => _device.Dispose();

    private async Task<TrialOutcome> AttemptAsync(CampaignTrial trial, CancellationToken cancellation)
    {
        try
        {
            var stamp = CheckSource(trial);
            var outcome = trial.Step switch
            {
                CampaignStep.Convert => Convert(trial, cancellation),
                CampaignStep.Verify => Verify(trial, cancellation),
                _ => await MeasureAsync(trial, cancellation).ConfigureAwait(false),
            };
            if (CampaignInputs.Stamp(ModelOf(trial)) != stamp) CheckSource(trial);
            return outcome.Ending == TrialEnding.Permanent
                ? await BlamedAsync(trial, outcome, cancellation).ConfigureAwait(false)
                : outcome;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is DeviceException or OutputException)
        {
            return new TrialOutcome(TrialEnding.Transient, e.Message);
        }
        catch (EngineException e)
        {
            return await BlamedAsync(trial, new TrialOutcome(TrialEnding.Permanent, e.Message), cancellation).ConfigureAwait(false);
        }
        catch (SartorException e)
        {
            return new TrialOutcome(TrialEnding.Refused, e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new TrialOutcome(TrialEnding.Permanent, $"internal error: {e.GetType().Name}: {e.Message}");
        }
    }

    // A result must not stand under the hash of another file. Returns what changes when the file does.
    private string CheckSource(CampaignTrial trial)
    {
        var path = ModelOf(trial);
        var stamp = CampaignInputs.Stamp(path);
        if (!Path.Exists(path))
            throw new ModelFormatException(path, null, "is gone; put it back, and `sartor campaign retry --refused` tries again");
        return new CampaignInputs(store).OfModel(path) == store.Key(trial.Number).Value("source") ? stamp : throw new ModelFormatException(
            path, null, "was changed after it was planned; `sartor campaign run` plans it as it is now");
    }

    // A trial is to blame only where its device answers after it. A connection that broke and came back at once looks the same as a
    // worker that crashed: behind one, a trial is to blame only for the second time.
    private async Task<TrialOutcome> BlamedAsync(CampaignTrial trial, TrialOutcome outcome, CancellationToken cancellation)
    {
        if (await ProbeAsync(cancellation).ConfigureAwait(false) is { } problem)
            return outcome with { Ending = TrialEnding.Transient, Reason = $"{outcome.Reason}; afterwards: {problem}" };
        return trial.Attempts == 0 && lane is not (PlannedTrial.Preparation or HostDevice.Name)
            ? outcome with { Ending = TrialEnding.Transient }
            : outcome;
    }

    private TrialOutcome Convert(CampaignTrial trial, CancellationToken cancellation)
    {
        var variant = VariantOf(trial);
        // A model that could not be read has this trial in place of those of its devices.
        if (variant.Target is null)
        {
            using var model = ModelFormats.Open(ModelOf(trial), new ModelReadOptions());
            throw new ModelFormatException(model.Path, null, "could not be read when it was planned; begin a new campaign for it");
        }
        var path = PathOf(trial, variant);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var result = variant.Precision == Precision.Int8
            ? QuantizeRun.Run(
                new QuantizeOptions { Input = Source(trial), OutputPath = path, Target = variant.Target! }, SilentProgress.Instance,
                cancellation)
            : ConvertRun.Run(
                new ConvertOptions
                {
                    ModelPath = ModelOf(trial),
                    OutputPath = path,
                    Target = variant.Target,
                    Precision = variant.Precision,
                    Verify = false,
                },
                cancellation);
        var json = ResultJson.Write(result);
        return result.File is null
            ? new TrialOutcome(TrialEnding.Invalid, Problem(result.Verdicts ?? []), json)
            : new TrialOutcome(TrialEnding.Succeeded, null, json);
    }

    private TrialOutcome Verify(CampaignTrial trial, CancellationToken cancellation)
    {
        var result = VerifyRun.Run(
            new VerifyOptions
            {
                VariantPath = FileOf(trial, cancellation),
                Source = Source(trial),
                Device = lane,
                OpenDevice = _device.Next(),
                Engines = [trial.Target],
            },
            SilentProgress.Instance, cancellation);
        var json = ResultJson.Write(result);
        if (result.Passed) return new TrialOutcome(TrialEnding.Succeeded, null, json);
        var isRun = result.Verdicts.All(verdict => verdict.Gate.Checks.All(check => check.Passed || check.Code != GateCode.NotRun));
        return new TrialOutcome(isRun ? TrialEnding.Invalid : TrialEnding.Permanent, Problem(result.Verdicts), json);
    }

    private async Task<TrialOutcome> MeasureAsync(CampaignTrial trial, CancellationToken cancellation)
    {
        var (problem, notes) = await _guards.RunAsync(AskAsync, AskScreenAsync, cancellation).ConfigureAwait(false);
        _notes = [.. _notes, .. notes];
        if (problem is not null) return new TrialOutcome(TrialEnding.Transient, problem);
        if (options.AnchorPath is not null)
        {
            _anchors ??= new SessionAnchors(
                store, time, options.AnchorInterval, new AnchorBench(options, lane, _device, time).MeasureAsync);
            var target = new EngineTarget(trial.Engine, trial.Delegate);
            if (await _anchors.BeforeAsync(target, cancellation).ConfigureAwait(false) is { } note) _notes = [.. _notes, note];
        }
        return Measure(trial, cancellation);
    }

    private async Task<DeviceStateFacts?> AskAsync(CancellationToken cancellation)
    {
        using var device = _device.Next();
        return await DeviceStates.AskAsync(device, time, cancellation).ConfigureAwait(false);
    }

    private async Task<bool?> AskScreenAsync(CancellationToken cancellation)
    {
        using var device = _device.Next();
        return await device.IsScreenOnAsync(cancellation).ConfigureAwait(false);
    }

    private TrialOutcome Measure(CampaignTrial trial, CancellationToken cancellation)
    {
        var result = BenchRun.Run(
            new BenchOptions
            {
                Input = new InputOptions { ModelPath = FileOf(trial, cancellation) },
                Device = lane,
                OpenDevice = _device.Next(),
                Engines = [trial.Target],
                Tools = DeviceTools.OptionsFor(trial.Engine, options.Tools) with { IsVerified = IsVerified(trial) },
                Protocol = options.Protocols.First(protocol => protocol.Threads == trial.Threads),
            },
            SilentProgress.Instance, time, cancellation);
        var measured = result.Trials.Single();
        var json = ResultJson.Write(result);
        if (measured.Outcome == TrialStatus.Failed) return new TrialOutcome(TrialEnding.Permanent, measured.Reason, json);
        if (measured.Latency is not { } latency)
        {
            var isOther = measured.Delegation is { } used && used.Delegate != trial.Delegate;
            return new TrialOutcome(isOther ? TrialEnding.Invalid : TrialEnding.Refused, measured.Reason, json);
        }
        var halfWidth = (latency.MedianHighNs / latency.MedianNs) - 1;
        return halfWidth <= options.MaxHalfWidth
            ? new TrialOutcome(TrialEnding.Succeeded, null, json)
            : new TrialOutcome(
                TrialEnding.Invalid,
                $"noisy: the half width of the interval is {Quantity.Percent(halfWidth)} of the median (limit "
                + $"{Quantity.Percent(options.MaxHalfWidth)})",
                json);
    }

    // A tool shows no outputs: a worker with the same delegate has to have compared them.
    private bool IsVerified(CampaignTrial trial) =>
        trial.Needs is { } needs && store.Find(needs) is { Step: CampaignStep.Verify } verification
        && verification.Delegate == trial.Delegate;

    private static string Problem(IReadOnlyList<Verdict> verdicts) =>
        verdicts.SelectMany(verdict => verdict.Gate.Checks).FirstOrDefault(check => !check.Passed)?.Text ?? "nothing was compared";

    private InputOptions Source(CampaignTrial trial) => new()
    {
        ModelPath = ModelOf(trial),
        DataPath = options.DataPath,
        LabelsPath = options.LabelsPath,
    };

    private string ModelOf(CampaignTrial trial) => Path.GetFullPath(trial.Model, options.BaseFolder);

    private CampaignVariant VariantOf(CampaignTrial trial) => options.Variants.First(variant => $"{variant}" == trial.Variant);

    private string PathOf(CampaignTrial conversion, CampaignVariant variant) =>
        Path.Combine(CampaignFolder.VariantsOf(options), $"{conversion.Id}{variant.Target!.Suffix}");

    // The file that a trial runs: the model as it is, or what the conversion before it wrote; made again where that is lost or damaged.
    private string FileOf(CampaignTrial trial, CancellationToken cancellation)
    {
        var conversion = trial;
        while (conversion.Needs is { } needs) conversion = store.Find(needs);
        if (conversion.Step != CampaignStep.Convert) return ModelOf(trial);
        var path = PathOf(conversion, VariantOf(trial));
        var wanted = store.Result(conversion.Number) is { } json ? ResultJson.Parse<ConversionResult>(json).Sha256 : null;
        if (IsThere(path, wanted)) return path;
        lock (s_remaking)
        {
            if (!IsThere(path, wanted)) Convert(conversion, cancellation);
        }
        return IsThere(path, wanted) ? path : throw new OutputException(
            path, "the variant that a conversion wrote was lost, and comes out otherwise now; `sartor campaign retry --all` makes it anew");
    }

    private static bool IsThere(string path, string? sha256) => File.Exists(path) && (sha256 is null || ModelFile.Sha256(path) == sha256);
}
