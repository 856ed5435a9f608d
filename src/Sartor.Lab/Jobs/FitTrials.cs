using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Measures every variant on every engine and delegate that was asked for, in rounds, each launch in its own worker.</summary>
internal sealed class FitTrials(
    EnginePlan plan, EvaluationInputs inputs, IDevice device, FitOptions options, IRunProgress progress, TimeProvider time,
    CancellationToken cancellation)
{
    // A fit has many trials: fewer rounds beyond the fewest for each than a bench.
    private const double TrialSeconds = 3;

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
        var results = Measure(
            [.. trials.Select(Request)], [.. trials.Select(trial => trial.Key)], Protocol(options), device, progress, time, cancellation);
        return [.. variants.Select(With)];

        FitVariant With(FitVariant variant) =>
            variant with { Result = variant.Result with { Trials = [.. results.Where((_, i) => trials[i].Variant == variant)] } };
    }

    /// <summary>Measures trials in rounds and tells how it gets on.</summary>
    /// <param name="requests">What to measure.</param>
    /// <param name="keys">Their names.</param>
    /// <param name="protocol">How to measure.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Is told what happens.</param>
    /// <param name="time">The clock of the time budget.</param>
    /// <param name="cancellation">Ends the measurement.</param>
    public static IReadOnlyList<TrialResult> Measure(
        IReadOnlyList<TrialRequest> requests, IReadOnlyList<TrialKey> keys, MeasurementProtocol protocol, IDevice device,
        IRunProgress progress, TimeProvider time, CancellationToken cancellation)
    {
        var stage = new MeasureProgress(progress, keys, protocol);
        stage.Start();
        var rounds = new TrialRounds(WorkerLaunches.On(device, protocol), protocol, time);
        var results = rounds.RunAsync(requests, stage, cancellation).GetAwaiter().GetResult();
        stage.Finish(results);
        return results;
    }

    private TrialRequest Request(Trial trial)
    {
        var (variant, input) = (trial.Variant, inputs.Read(inputs.Split.HeldOutIds[0]).Input);
        return new TrialRequest(variant.Path!, trial.Target.Engine, variant.Signature!.ToVariant([input]))
        {
            Delegate = trial.Target.Delegate,
            Sha256 = variant.Result.Sha256,
            Limits = WorkerBudget.For(inputs.Model.Graph, inputs.Model.SizeBytes),
        };
    }

    private IEnumerable<Trial> Trials(FitVariant variant) => plan.Targets(variant.Result.Format).Select(target => new Trial(variant, target));
}
