using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Selection;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>
/// A second engine of a format that loads everything, is by far the fastest and computes something else. It stands first and last in the
/// catalog, since an order once decided which engine was verified.
/// </summary>
public sealed class LyingEngineTests : IDisposable
{
    private static readonly string s_sample = Path.Combine(TestFiles.Root, "samples", "fashion");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public enum Lie
    {
        Zeros,
        Inverted,
        Refuses,
        Breaks,
    }

    [Theory]
    [InlineData("aaa", Lie.Zeros)]
    [InlineData("zeta", Lie.Zeros)]
    [InlineData("zeta", Lie.Inverted)]
    [InlineData("zeta", Lie.Refuses)]
    [InlineData("zeta", Lie.Breaks)]
    public void EngineThatComputesSomethingElse_IsNeverRecommended(string name, Lie lie)
    {
        var verified = Verify(
            [new(name, "tflite", ["broken"], null), new(name + "2", "onnx", ["broken"], null)], new LyingSessions(name, lie));

        foreach (var variant in verified.Select(v => v.Result))
        {
            var lies = variant.Verdicts.Where(v => v.Target.Engine.StartsWith(name, StringComparison.Ordinal))
                .ShouldHaveSingleItem(variant.Name);
            lies.Gate.Passed.ShouldBeFalse($"{variant.Name} on {lies.Target}");
            variant.Verdicts.Where(v => v != lies).ShouldAllBe(v => v.Gate.Passed, variant.Name);
            variant.Verdicts.Count.ShouldBe(variant.Format == "onnx" ? 2 : 3);
        }
        var measured = verified.Select(v => v.Result with { Trials = [.. v.Result.Verdicts.Select(d => Trial(d.Target, name))] }).ToArray();
        var (pareto, recommendation) = Recommender.Recommend(measured, new Constraints());
        recommendation.Pick!.Engine.ShouldNotStartWith(name);
        pareto.ShouldAllBe(key => !key.Engine.StartsWith(name, StringComparison.Ordinal));
        recommendation.Rejected.Count(r => r.Code == RejectionCode.GateFailed).ShouldBe(measured.Length);
    }

    [Fact]
    public void HonestSecondEngine_Passes()
    {
        var verified = Verify(
            [new("twin", "tflite", ["same"], null), new("twin2", "onnx", ["same"], null)], new LyingSessions("twin", null));

        foreach (var variant in verified.Select(v => v.Result)) variant.Verdicts.ShouldAllBe(v => v.Gate.Passed, variant.Name);
    }

    private IReadOnlyList<FitVariant> Verify(EngineOffer[] added, IModelSessions sessions)
    {
        var options = new FitOptions
        {
            ModelPath = Path.Combine(s_sample, "model.onnx"),
            DataPath = s_sample,
            OutputFolder = _folder.Result,
            Precisions = [Precision.Float32, Precision.DynamicRangeInt8],
        };
        var cancellation = TestContext.Current.CancellationToken;
        var plan = new EnginePlan(
            [.. added.Where(a => a.Name.StartsWith('a')), .. EngineOffer.OfThisHost, .. added.Where(a => !a.Name.StartsWith('a'))], []);
        using var inputs = EvaluationInputs.Open(options.Inputs);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "variants"));
        var source = SourceModels.Of(inputs.Model);
        var made = new FitVariants(plan, sessions, inputs, source, options, SilentProgress.Instance, _folder.Path, cancellation)
            .Make(FitConverter.Of(options.Target, inputs.Model.Graph, source, cancellation));
        using var references = SourceReferences.Run(
            plan, sessions, inputs, inputs.Split.HeldOutIds.Items[..60], [], 1, 1, null, cancellation);
        return new FitVerifier(plan, sessions, isHost: true, references, inputs.Scores, options, SilentProgress.Instance, cancellation)
            .Verify(made);
    }

    private static TrialResult Trial(EngineTarget target, string liar) => new()
    {
        Id = target.ToString(),
        Engine = target.Engine,
        EngineVersion = "1",
        Delegate = target.Delegate,
        Outcome = TrialStatus.Measured,
        Latency = Latency(target.Engine.StartsWith(liar, StringComparison.Ordinal) ? 1e3 : 1e6),
        WarmupSamplesNs = [],
        SamplesNs = [],
    };

    private static LatencySummary Latency(double ns) => new()
    {
        MedianNs = ns,
        MedianLowNs = ns,
        MedianHighNs = ns,
        Confidence = 0.95,
        P90Ns = ns,
        P95Ns = ns,
        P99Ns = ns,
        MinNs = (long)ns,
        MadNs = 0,
        MeanNs = ns,
        Count = 100,
        Flags = [],
    };

    /// <summary>
    /// Runs the engines of this host, and under the liar's name one of them with its outputs changed; no lie is an honest twin.
    /// </summary>
    private sealed class LyingSessions(string name, Lie? lie) : IModelSessions
    {
        private readonly WorkerSessions _real = new(new HostDevice(), TestContext.Current.CancellationToken);

        public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits)
        {
            if (!target.Engine.StartsWith(name, StringComparison.Ordinal)) return _real.Open(modelPath, target, threads, limits);
            if (lie == Lie.Refuses) throw new EngineException(target.Engine, "takes no model");
            var honest = target.Engine == name ? new EngineTarget("tflite", "none") : new EngineTarget("onnxruntime", "cpu");
            return new LyingSession(_real.Open(modelPath, honest, threads, limits), target.Delegate, lie);
        }
    }

    private sealed class LyingSession(ITargetSession honest, string name, Lie? lie) : ITargetSession
    {
        private int _runs;

        public string ActualDelegate => name;

        public IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
        {
            if (lie == Lie.Breaks && ++_runs > 10) throw new EngineException("zeta", "ended by SIGSEGV");
            return [.. honest.Infer(inputs).Select(Changed)];
        }

        private Tensor Changed(Tensor output) => lie switch
        {
            Lie.Zeros => Tensor.Create(output.Shape, new float[output.Shape.ElementCount]),
            Lie.Inverted => Tensor.Create(output.Shape, Array.ConvertAll(output.ToSingles(), x => -x)),
            _ => output,
        };

        public void Dispose() => honest.Dispose();
    }
}
