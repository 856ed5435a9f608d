using Sartor.Engines;
using Sartor.Engines.Workers;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;
using Sartor.Lab.Results;

namespace Sartor.Lab.Fitting;

/// <summary>Measures every variant on every engine and delegate that was asked for, each in a worker process of its own.</summary>
internal sealed class FitTrials(FitInputs inputs, DeviceDescription device, FitOptions options, IFitProgress progress, CancellationToken cancellation)
{
    /// <summary>The protocol of a fit.</summary>
    public static MeasurementProtocol Protocol(FitOptions options) => (options.Quick ? MeasurementProtocol.Quick : new()) with { Threads = options.Threads };

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
        var input = variant.Boundary!.ToVariant([inputs.Read(inputs.Split.JudgementIds[0]).Input]);
        return Measure(new TrialRequest(variant.Path!, engine.Name, input) { Delegate = name }, Protocol(options), device, cancellation);
    }

    /// <summary>Measures one trial in a worker process of its own.</summary>
    public static TrialResult Measure(TrialRequest request, MeasurementProtocol protocol, DeviceDescription device, CancellationToken cancellation)
    {
        using var worker = new EngineWorker();
        return new LatencyMeasurement(worker, protocol, device).RunAsync(request, cancellation).GetAwaiter().GetResult().ToResult();
    }

    private IEnumerable<(IInferenceEngine Engine, string Delegate)> Delegates(FitVariant variant) => Delegates(variant.Result.Format, options.Engines);

    /// <summary>Engines of a format with each of their delegates, as far as they were asked for.</summary>
    /// <param name="format">The model's.</param>
    /// <param name="names">Names as <c>tflite</c> or <c>tflite/xnnpack</c>; empty for all.</param>
    public static IEnumerable<(IInferenceEngine Engine, string Delegate)> Delegates(string format, IReadOnlyList<string> names) =>
        from engine in InferenceEngines.Catalog.All
        where engine.Format == format
        from name in engine.Delegates
        where names.Count == 0 || names.Contains(engine.Name) || names.Contains($"{engine.Name}/{name}")
        select (engine, name);
}
