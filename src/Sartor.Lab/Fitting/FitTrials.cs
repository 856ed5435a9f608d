using Sartor.Engines;
using Sartor.Engines.Workers;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;
using Sartor.Lab.Results;

namespace Sartor.Lab.Fitting;

/// <summary>Measures every variant on every engine and delegate that was asked for, each in a worker process of its own.</summary>
internal sealed class FitTrials(FitInputs inputs, DeviceDescription device, FitOptions options, IFitProgress progress, CancellationToken cancellation)
{
    /// <summary>The protocol of a fit; a quick one warms up and measures for a quarter of the time.</summary>
    public static MeasurementProtocol Protocol(FitOptions options)
    {
        var protocol = new MeasurementProtocol { Threads = options.Threads };
        return options.Quick ? protocol with { WarmUpMinSeconds = 0.1, MinRuns = 20, MinSeconds = 0.25, MaxSeconds = 10 } : protocol;
    }

    public IReadOnlyList<FitVariant> Measure(IReadOnlyList<FitVariant> variants)
    {
        var trials = variants.Where(v => v.Path is not null).SelectMany(v => Delegates(v).Select(d => (Variant: v, d.Engine, d.Delegate))).ToArray();
        progress.StageStarted(FitStage.Measure, trials.Length);
        var results = variants.ToDictionary(v => v.Result.Name, _ => new List<TrialResult>());
        for (var i = 0; i < trials.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (variant, engine, name) = trials[i];
            var key = new TrialKey(variant.Result.Name, engine.Name, name);
            progress.TrialStarted(key);
            var result = Run(variant, engine, name);
            results[variant.Result.Name].Add(result);
            progress.TrialFinished(variant.Result.Name, result);
            progress.StageAdvanced(FitStage.Measure, i + 1, key.ToString());
        }
        progress.StageFinished(FitStage.Measure, $"{results.Values.Sum(r => r.Count(t => t.Outcome == TrialStatus.Measured))} of {trials.Length} trials measured");
        return [.. variants.Select(v => v with { Result = v.Result with { Trials = results[v.Result.Name] } })];
    }

    private TrialResult Run(FitVariant variant, IInferenceEngine engine, string name)
    {
        using var worker = new EngineWorker();
        var input = variant.Boundary!.ToVariant([inputs.Read(inputs.Split.JudgementIds[0]).Input]);
        var request = new TrialRequest(variant.Path!, engine.Name, input) { Delegate = name };
        return new LatencyMeasurement(worker, Protocol(options), device).RunAsync(request, cancellation).GetAwaiter().GetResult().ToResult();
    }

    /// <summary>Engines of the variant's format with each of their delegates, as far as they were asked for.</summary>
    private IEnumerable<(IInferenceEngine Engine, string Delegate)> Delegates(FitVariant variant) =>
        from engine in InferenceEngines.Catalog.All
        where engine.Format == variant.Result.Format
        from name in engine.Delegates
        where options.Engines.Count == 0 || options.Engines.Contains(engine.Name) || options.Engines.Contains($"{engine.Name}/{name}")
        select (engine, name);
}
