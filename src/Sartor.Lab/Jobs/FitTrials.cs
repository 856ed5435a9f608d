using Sartor.Lab.Evaluation;
using Sartor.Lab.Measurement;
using Sartor.Lab.Trials;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Measures every variant on every engine and delegate that was asked for, in rounds, each launch in its own worker.</summary>
internal sealed class FitTrials(
    EnginePlan plan, EvaluationInputs inputs, FitOptions options, IRunProgress progress, TimeProvider time, CancellationToken cancellation)
{
    // A fit has many trials: fewer rounds beyond the fewest for each than a bench.
    private const double TrialSeconds = 3;

    /// <summary>Measurements of earlier runs; null for none.</summary>
    public FitSteps? Steps { get; init; }

    /// <summary>Does one launch.</summary>
    public required LaunchTrial Launch { get; init; }

    /// <summary>Does one launch that times steps.</summary>
    public required ProfileTrial Profile { get; init; }

    /// <summary>The device as the result describes it.</summary>
    public required DeviceFacts Device { get; init; }

    private sealed record Trial(FitVariant Variant, EngineTarget Target)
    {
        public TrialKey Key => TrialKey.Of(Variant.Result.Name, Target);
    }

    /// <summary>The protocol of a fit.</summary>
    public static MeasurementProtocol Protocol(FitOptions options) =>
        options.Quick
            ? MeasurementProtocol.Quick with { Threads = options.Threads }
            : new MeasurementProtocol { Threads = options.Threads, TrialSeconds = TrialSeconds };

    public IReadOnlyList<FitVariant> Measure(IReadOnlyList<FitVariant> variants)
    {
        Trial[] trials = [.. variants.Where(v => v.Path is not null).SelectMany(Trials)];
        TrialRequest[] requests = [.. trials.Select(trial => Request(trial.Variant, trial.Target))];
        var found = requests.Select(Find).ToArray();
        int[] open = [.. Enumerable.Range(0, trials.Length).Where(i => found[i] is null)];
        var started = time.GetUtcNow();
        var measured = open.Length == 0 ? [] : Measure(
            [.. open.Select(i => requests[i])], [.. open.Select(i => trials[i].Key)], Protocol(options), Launch, progress, time,
            trial => Steps?.KeepTrial(trial, started), cancellation);
        for (var i = 0; i < open.Length; i++) found[open[i]] = measured[i];
        var results = open.Length == trials.Length ? measured : TrialRounds.Compared([.. found.Select(trial => trial!)]);
        return new FitProfiles(Request, Profile, Steps, progress, cancellation).AddTo([.. variants.Select(With)]);

        FitVariant With(FitVariant variant)
        {
            IReadOnlyList<TrialResult> own = [.. results.Where((_, i) => trials[i].Variant == variant)];
            if (variant.Result.Name == VariantResult.SourceName) own = RuntimeCheck.Flag(own, inputs.Model.Graph);
            return variant with { Result = variant.Result with { Trials = own } };
        }
    }

    /// <summary>Measures trials in rounds and tells how it gets on.</summary>
    /// <param name="requests">What to measure.</param>
    /// <param name="keys">Their names.</param>
    /// <param name="protocol">How to measure.</param>
    /// <param name="launch">Does one launch.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="time">The clock of the time budget.</param>
    /// <param name="finished">Takes each trial as soon as it has its last launch; null for nobody.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    public static IReadOnlyList<TrialResult> Measure(
        IReadOnlyList<TrialRequest> requests, IReadOnlyList<TrialKey> keys, MeasurementProtocol protocol, LaunchTrial launch,
        IRunProgress progress, TimeProvider time, Action<TrialResult>? finished, CancellationToken cancellation)
    {
        var stage = new MeasureProgress(progress, keys, protocol, finished);
        stage.Start();
        var rounds = new TrialRounds(launch, protocol, time);
        var results = rounds.RunAsync(requests, stage, cancellation).GetAwaiter().GetResult();
        stage.Finish(results);
        return results;
    }

    private TrialResult? Find(TrialRequest request)
    {
        if (Steps is null) return null;
        var subject = request.Subject(request.Sha256!, request.Delegate!, Steps.VersionOf(request.Engine));
        // The id holds no clock: which one it is follows from the device.
        return Steps.FindTrial(TrialId.For(subject, Device, Protocol(options).ToFacts(1)));
    }

    private TrialRequest Request(FitVariant variant, EngineTarget target)
    {
        var fed = inputs.Read(inputs.Runs(inputs.Split.HeldOutIds.Items).First());
        return new TrialRequest(variant.Path!, target.Engine, variant.Signature!.ToVariant(fed))
        {
            Delegate = target.Delegate,
            Sha256 = variant.Result.Sha256,
            Limits = WorkerBudget.For(inputs.Model.Graph, inputs.Model.SizeBytes),
        };
    }

    private IEnumerable<Trial> Trials(FitVariant variant) =>
        plan.Targets(variant.Result.Format).Select(target => new Trial(variant, target));
}
