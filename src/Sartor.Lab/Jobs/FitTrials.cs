using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Jobs;

/// <summary>Measures every variant on every engine and delegate that was asked for, each in a worker process of its own.</summary>
internal sealed class FitTrials(EvaluationInputs inputs, IDevice device, FitOptions options, IRunProgress progress, CancellationToken cancellation)
{
    private const int MostRepeats = 2;

    private sealed record Trial(FitVariant Variant, string Engine, string Delegate)
    {
        public TrialKey Key => new(Variant.Result.Name, Engine, Delegate);
    }

    /// <summary>The protocol of a fit.</summary>
    public static MeasurementProtocol Protocol(FitOptions options) => (options.Quick ? MeasurementProtocol.Quick : new()) with { Threads = options.Threads };

    public IReadOnlyList<FitVariant> Measure(IReadOnlyList<FitVariant> variants)
    {
        var profile = device.DescribeAsync(cancellation).GetAwaiter().GetResult();
        Trial[] trials =
        [
            .. from variant in variants
               where variant.Path is not null
               from target in profile.Targets(variant.Result.Format, options.Engines)
               select new Trial(variant, target.Engine, target.Delegate),
        ];
        progress.StageStarted(RunStage.Measure, trials.Length);
        var results = new Dictionary<Trial, TrialResult>();
        foreach (var trial in trials)
        {
            Run(trial, results);
            progress.StageAdvanced(RunStage.Measure, results.Count, trial.Key.ToString());
        }
        // What disturbed a series has often passed by the time that all the others are measured.
        for (var i = 0; i < MostRepeats; i++)
        {
            foreach (var trial in trials.Where(t => IsDoubtful(results[t]))) Run(trial, results);
        }
        progress.StageFinished(RunStage.Measure, Summary(results.Values));
        return [.. variants.Select(v => v with { Result = v.Result with { Trials = [.. trials.Where(t => t.Variant == v).Select(t => results[t])] } })];
    }

    private void Run(Trial trial, Dictionary<Trial, TrialResult> results)
    {
        cancellation.ThrowIfCancellationRequested();
        progress.TrialStarted(trial.Key);
        var result = Run(trial.Variant, trial.Engine, trial.Delegate);
        if (results.GetValueOrDefault(trial) is { } earlier) result = Again(earlier, result);
        results[trial] = result;
        progress.TrialFinished(trial.Variant.Result.Name, result);
    }

    /// <summary>The later series counts, clean or not, so that no value is chosen; where it failed, the earlier one stays.</summary>
    internal static TrialResult Again(TrialResult earlier, TrialResult later)
    {
        if (later.Latency is null || earlier.Latency is null) return earlier;
        var aside = new SetAsideSeries { MedianNs = earlier.Latency.MedianNs, Flags = earlier.Latency.Flags, SamplesNs = earlier.SamplesNs };
        return later with { SetAside = [.. earlier.SetAside, aside] };
    }

    /// <summary>True when the machine was disturbed: what another series may mend.</summary>
    internal static bool IsDoubtful(TrialResult trial) => trial.Latency is { } latency && latency.Flags.Intersect(SeriesCheck.Disturbances).Any();

    private static string Summary(IReadOnlyCollection<TrialResult> results)
    {
        var text = $"{results.Count(t => t.Outcome == TrialStatus.Measured)} of {results.Count} trials measured";
        var again = results.Count(t => t.SetAside.Count > 0);
        return again == 0 ? text : $"{text}, {again} of them again because a series was doubtful";
    }

    private TrialResult Run(FitVariant variant, string engine, string name)
    {
        var input = variant.Boundary!.ToVariant([inputs.Read(inputs.Split.JudgementIds[0]).Input]);
        var request = new TrialRequest(variant.Path!, engine, input) { Delegate = name, Sha256 = variant.Result.Sha256 };
        return Measure(request, Protocol(options), device, cancellation);
    }

    /// <summary>Measures one trial in a worker process of its own.</summary>
    public static TrialResult Measure(TrialRequest request, MeasurementProtocol protocol, IDevice device, CancellationToken cancellation)
    {
        using var worker = device.OpenWorker();
        return new LatencyMeasurement(worker, protocol, device).RunAsync(request, cancellation).GetAwaiter().GetResult().ToResult();
    }
}
