using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>Runs a variant on every delegate of its engine and compares it with the source; the worst delegate is its verdict.</summary>
/// <param name="limits">Of the gate.</param>
/// <param name="threads">Threads of the engine.</param>
/// <param name="advanced">Called with the number of samples done and what runs them; null for nobody.</param>
/// <param name="cancellation">Ends the run, also in the middle of a sample.</param>
internal sealed class VariantVerifier(GateLimits limits, int threads, Action<int, string>? advanced, CancellationToken cancellation)
{
    /// <summary>Where variants run; this machine unless another one is given. The source's outputs come from this machine in any case.</summary>
    public IDevice Device { get; init; } = new HostDevice();

    /// <param name="path">The variant's file on this machine.</param>
    /// <param name="format">Its format.</param>
    /// <param name="precision">Its arithmetic, which chooses the limits.</param>
    /// <param name="boundary">How its inputs and outputs relate to the source's.</param>
    /// <param name="sets">Samples with what the source gave.</param>
    /// <exception cref="EngineException">Nothing here can run it.</exception>
    public Verdict Verify(
        string path, string format, Precision precision, ModelBoundary boundary, IReadOnlyList<ReferenceSet> sets)
    {
        var engines = Device.DescribeAsync(cancellation).GetAwaiter().GetResult().Engines;
        var engine = engines.FirstOrDefault(e => e.Formats.Contains(format))
            ?? throw new EngineException("engines", $"no engine of {Device.Address} runs {format} models");
        var place = Device.PutAsync(path, cancellation).GetAwaiter().GetResult();
        Verdict? worst = null;
        var ranOn = new List<string>();
        foreach (var name in engine.Delegates)
        {
            var options = new EngineOptions { Threads = threads, Delegate = name };
            using var runner = WorkerRunner.Start(Device.OpenWorker(), engine.Name, Path.GetFileName(path), place, options, cancellation);
            // A delegate that takes no node runs the engine's own kernels, which have their own turn.
            if (runner.Loaded.Proof.ActualDelegate != name) continue;
            var comparisons = new List<Comparison>();
            foreach (var set in sets)
            {
                var before = comparisons.Sum(c => c.Samples);
                Action<int>? counted = set.Name == ReferenceSet.Random ? null : done => advanced?.Invoke(before + done, runner.RanOn);
                comparisons.Add(VariantComparison.Run(set.Name, runner, boundary, set.Samples, counted, cancellation));
            }
            var verification = VerificationJudge.Judge(precision, runner.RanOn, comparisons, limits);
            ranOn.Add(runner.RanOn);
            if (worst is null || IsWorse(verification, worst)) worst = verification;
        }
        if (worst is null) throw new EngineException(engine.Name, $"no delegate ran {Path.GetFileName(path)}");
        return worst with { RanOn = ranOn.Count == 1 ? ranOn[0] : $"{string.Join(", ", ranOn)}; shown: {worst.RanOn}, the worst" };
    }

    private static bool IsWorse(Verdict a, Verdict b)
    {
        if (a.Gate.Passed != b.Gate.Passed) return !a.Gate.Passed;
        if (a.Accuracy is { } x && b.Accuracy is { } y && x.Correct != y.Correct) return x.Correct < y.Correct;
        return a.Parity.Max(p => p.MaxRelError ?? double.MaxValue) > b.Parity.Max(p => p.MaxRelError ?? double.MaxValue);
    }
}
