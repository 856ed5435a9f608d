using System.Globalization;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Selection;
using Sartor.Lab.Tests.Targets;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>Jobs with targets that the source code does not know: another lowering of a known format, and a format of their own.</summary>
public sealed class AnotherTargetTests : IDisposable
{
    private static readonly string s_sample = Path.Combine(TestFiles.Root, "samples", "fashion");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_WithAnotherLowering_RecommendsItsVariants()
    {
        var result = Fit(Options(new SourceOrderTarget()));

        result.Variants.Select(v => v.Name).ShouldBe(["source", "float32", "dynamic-range-int8"]);
        foreach (var variant in result.Variants.Skip(1))
        {
            variant.Outcome.ShouldBe(VariantOutcome.Made, variant.Reason);
            variant.Conversion!.Target.ShouldBe("tflite-source-order");
            variant.Verdicts.ShouldNotBeEmpty();
            variant.Verdicts.ShouldAllBe(v => v.Gate.Passed, variant.Name);
            variant.Trials.ShouldContain(t => t.Outcome == TrialStatus.Measured);
            using var model = ModelFormats.Open(Path.Combine(_folder.Result, variant.File!));
            model.Graph.Inputs[0].Type.Shape.ShouldBe(new Shape(1, 1, 28, 28), "the order of the source's axes");
        }
        result.Recommendation.Pick.ShouldNotBeNull(result.Recommendation.Reason);
    }

    [Fact]
    public void Fit_AskedForAPrecisionThatTheTargetLacks_EndsBeforeAnyWork()
    {
        var options = Options(new SourceOrderTarget()) with { Precisions = [Precision.Float32, Precision.Int8] };

        var error = Should.Throw<OptionException>(() => Fit(options));

        error.Message.ShouldBe("precision: tflite-source-order does not write int8; it writes float32, dynamic-range-int8.");
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Convert_WithAnotherLowering_KeepsTheOrderOfTheAxes()
    {
        var path = Path.Combine(_folder.Path, "out.tflite");
        var model = Path.Combine(s_sample, "model.onnx");
        var options = new ConvertOptions { ModelPath = model, OutputPath = path, Target = new SourceOrderTarget() };
        var cancellation = TestContext.Current.CancellationToken;

        var result = ConvertRun.Run(options, cancellation);

        result.File.ShouldBe(path);
        result.Conversion.Target.ShouldBe("tflite-source-order");
        result.Inputs[0].Shape.ShouldBe([1, 1, 28, 28]);
        Should.Throw<OptionException>(() => ConvertRun.Run(options with { Precision = Precision.Float16 }, cancellation));
        var input = new InputOptions { ModelPath = model, DataPath = s_sample };
        var quantization = new QuantizeOptions { Input = input, OutputPath = path, Target = options.Target };
        Should.Throw<OptionException>(() => QuantizeRun.Run(quantization, SilentProgress.Instance, cancellation))
            .Message.ShouldContain("does not write int8");
    }

    private static FitResult Fit(FitOptions options) =>
        FitRun.Run(options, SilentProgress.Instance, TimeProvider.System, TestContext.Current.CancellationToken);

    [Fact]
    public void Fit_WithAFormatOfItsOwn_VerifiesAndRecommendsItOnTheEngineThatTakesIt()
    {
        var options = Options(new TextTarget()) with { ModelPath = Classifier(), DataPath = Table() };
        var cancellation = TestContext.Current.CancellationToken;
        var offer = new EngineOffer(TextSession.Engine, TextModel.Format, [TextSession.Delegate], TextSession.Delegate);
        var (plan, sessions) = (new EnginePlan([.. EngineOffer.OfThisHost, offer], []), new SessionsWithText());
        using var inputs = EvaluationInputs.Open(options.Inputs);
        Directory.CreateDirectory(Path.Combine(_folder.Path, "variants"));
        var source = SourceModels.Of(inputs.Model);

        var made = new FitVariants(plan, sessions, inputs, source, options, SilentProgress.Instance, _folder.Path, cancellation)
            .Make(FitConverter.Of(options.Target, inputs.Model.Graph, source, cancellation));
        using var references = SourceReferences.Run(
            plan, sessions, inputs, inputs.Split.HeldOutIds.Items, inputs.Split.CalibrationIds.Items, 1, 1, null, cancellation);
        var verifier = new FitVerifier(
            plan, sessions, isHost: true, references, inputs.Scores, options, SilentProgress.Instance, cancellation);
        var verified = verifier.Verify(made);

        made.Select(v => v.Result.Name).ShouldBe(["source", "float32"]);
        var variant = verified[1].Result;
        variant.Outcome.ShouldBe(VariantOutcome.Made, variant.Reason);
        (variant.Format, variant.File, variant.Conversion!.Target).ShouldBe((TextModel.Format, "variants/model.float32.txt", "lines"));
        File.ReadAllText(verified[1].Path!).ShouldStartWith("fact\tsartor.signature.input.0\t");
        var verdict = variant.Verdicts.ShouldHaveSingleItem();
        verdict.Target.ToString().ShouldBe("reader/loops");
        verdict.Gate.Passed.ShouldBeTrue(string.Join("; ", verdict.Gate.Reasons));
        verdict.Score!.Variant.Value.ShouldBe(1);
        var measured = verified.Select(v => v.Result with { Trials = [.. v.Result.Verdicts.Select(d => Trial(d.Target))] }).ToArray();
        var (_, recommendation) = Recommender.Recommend(measured, new Constraints());
        recommendation.Pick!.ToString().ShouldBe("float32 · reader/loops");
    }

    private FitOptions Options(IConversionTarget target) => new()
    {
        ModelPath = Path.Combine(s_sample, "model.onnx"),
        DataPath = s_sample,
        OutputFolder = _folder.Result,
        Target = target,
        Quick = true,
    };

    /// <summary>Names the largest of three inputs.</summary>
    private string Classifier()
    {
        var path = Path.Combine(_folder.Path, "model.onnx");
        File.WriteAllBytes(path, new OnnxBuilder()
            .Input("x", ElementType.Float32, 1, 3)
            .Initializer("w", [3, 3], 4f, 0, 0, 0, 4, 0, 0, 0, 4)
            .Initializer("b", [3], 0.01f, 0, -0.01f)
            .Node("MatMul", ["x", "w"], ["product"])
            .Node("Add", ["product", "b"], ["scores"])
            .Node("Softmax", ["scores"], ["y"], OnnxBuilder.Int("axis", 1))
            .Output("y", ElementType.Float32, 1, 3)
            .Build());
        return path;
    }

    private string Table()
    {
        var (path, random) = (Path.Combine(_folder.Path, "table.csv"), new Random(1));
        var rows = from i in Enumerable.Range(0, 120)
                   let values = Enumerable.Range(0, 3).Select(c => random.NextSingle() + (c == i % 3 ? 2 : 0))
                   select string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)).Append($"{i % 3}"));
        File.WriteAllLines(path, rows.Prepend("a,b,c,label"));
        return path;
    }

    // The text is as fast as the reader may be, and the source a thousand times slower.
    private static TrialResult Trial(EngineTarget target)
    {
        var ns = target.Engine == TextSession.Engine ? 1e3 : 1e6;
        return new TrialResult
        {
            Id = target.ToString(),
            Engine = target.Engine,
            EngineVersion = "1",
            Delegate = target.Delegate,
            Outcome = TrialStatus.Measured,
            Latency = new LatencySummary
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
            },
            WarmupSamplesNs = [],
            SamplesNs = [],
        };
    }

    private sealed class SessionsWithText : IModelSessions
    {
        private readonly WorkerSessions _real = new(new HostDevice(), TestContext.Current.CancellationToken);

        public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits) =>
            target.Engine == TextSession.Engine ? new TextSession(modelPath) : _real.Open(modelPath, target, threads, limits);
    }
}
