using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Lab.Tests.Evaluation;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>Whole jobs on networks of several inputs and of a batch.</summary>
public sealed class SeveralInputsFitTests : IDisposable
{
    private const int Samples = 150;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Place(string name) => Path.Combine(_folder.Path, name);

    private FitOptions Options(byte[] model, string? data)
    {
        File.WriteAllBytes(Place("model.onnx"), model);
        return new FitOptions { ModelPath = Place("model.onnx"), DataPath = data, OutputFolder = _folder.Result, Quick = true };
    }

    private static FitResult Run(FitOptions options, FitParts? parts = null) => FitRun.Run(
        options, SilentProgress.Instance, TimeProvider.System, parts ?? new FitParts(), TestContext.Current.CancellationToken);

    private static string Reasons(VariantResult variant) =>
        $"{variant.Name}: {string.Join("; ", variant.Verdicts.SelectMany(v => v.Gate.Reasons))}";

    private EvaluationInputs Open(RandomSamples samples) =>
        EvaluationInputs.Open(new InputOptions { ModelPath = Place("model.onnx"), DataPath = samples.Path, IsBlind = true });

    // Two of three labels are the class that the formula names; the others are another one.
    private (string Data, bool[] Right) Texts()
    {
        var folder = Directory.CreateDirectory(Place("data")).FullName;
        var draws = SmallNetworks.Values(Samples * 20, 31);
        var ids = new long[Samples * SmallNetworks.Length];
        var mask = new bool[ids.Length];
        for (var i = 0; i < ids.Length; i++) (ids[i], mask[i]) = ((long)((draws[i] + 1) * 9.99f), draws[ids.Length + i] > -0.5f);
        var weight = draws[^(Samples * 4)..];
        var (labels, right) = (new long[Samples], new bool[Samples]);
        for (var i = 0; i < Samples; i++)
        {
            var (from, to) = (i * SmallNetworks.Length, (i + 1) * SmallNetworks.Length);
            var named = SmallNetworks.Largest(SmallNetworks.ScoresOf(ids[from..to], mask[from..to], weight[(4 * i)..(4 * (i + 1))]));
            (labels[i], right[i]) = i % 3 == 0 ? ((named + 1) % 4, false) : (named, true);
        }
        NpyFile.Write(Path.Combine(folder, "ids.npy"), "<i8", [Samples, SmallNetworks.Length], ids);
        NpyFile.Write(Path.Combine(folder, "mask.npy"), "|b1", [Samples, SmallNetworks.Length], mask);
        NpyFile.Write(Path.Combine(folder, "weight.npy"), [Samples, 4], weight);
        NpyFile.Write(Path.Combine(folder, "labels.npy"), "<i8", [Samples], labels);
        return (folder, right);
    }

    [Fact]
    public void Texts_AreScoredAsTheFormulaSays()
    {
        var (data, right) = Texts();
        var asked = new List<TrialRequest>();
        var usual = new FitParts();
        var options = Options(SmallNetworks.Texts(), data) with { Precisions = [Convert.Precision.Float16, Convert.Precision.Int8] };
        var result = Run(options, usual with
        {
            Launches = (device, protocol) =>
            {
                var launch = usual.Launches(device, protocol);
                return (request, cancellation) =>
                {
                    asked.Add(request);
                    return launch(request, cancellation);
                };
            },
        });

        foreach (var variant in result.Variants)
        {
            variant.Outcome.ShouldBe(VariantOutcome.Made, variant.Reason);
            variant.Verdicts.ShouldNotBeEmpty();
            variant.Verdicts.ShouldAllBe(v => v.Gate.Passed, Reasons(variant));
        }
        var judged = result.Data.Split.HeldOutIds;
        var expected = judged.Count(id => right[int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)]);
        result.Variants[0].Worst!.Score!.Variant.Correct.ShouldBe(expected);
        result.Variants.Single(v => v.Name == "float32").Worst!.Score!.Variant.Correct.ShouldBe(expected);
        (result.Data.BatchSize, result.Data.Samples, result.Data.Labelled).ShouldBe((1, Samples, Samples));
        result.Data.Preprocess.Keys.ShouldBe(["ids", "mask", "weight"], ignoreOrder: true);
        result.Recommendation.Pick.ShouldNotBeNull(result.Recommendation.Reason);
        // What is measured is the first held-out sample, all of its inputs.
        asked.ShouldAllBe(request => request.Inputs.Count == 3);
        result.Variants.SelectMany(v => v.Trials).ShouldAllBe(t => t.Outcome == TrialStatus.Measured || t.Outcome == TrialStatus.Refused);
    }

    // A store finds nothing of an earlier run where one of several arrays has changed.
    [Fact]
    public void ChangedArray_IsAnotherCalibrationAndAnotherReference()
    {
        var (data, _) = Texts();
        var options = Options(SmallNetworks.Texts(), data);
        var before = Keys(options);
        Keys(options).ShouldBe(before);
        var weight = Path.Combine(data, "weight.npy");
        var bytes = File.ReadAllBytes(weight);
        for (var i = bytes.Length - (Samples * 16); i < bytes.Length; i += 4) bytes[i] ^= 1;
        File.WriteAllBytes(weight, bytes);
        Keys(options).Intersect(before).ShouldBeEmpty();
    }

    private static string[] Keys(FitOptions options)
    {
        using var inputs = EvaluationInputs.Open(options.Inputs);
        using var host = new HostDevice();
        var profile = host.DescribeAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
        var keys = new FitKeys(inputs, SourceModels.Of(inputs.Model), options, profile, profile);
        var target = new EngineTarget("tflite", "xnnpack");
        return [keys.Calibration(target).Id, keys.Reference(target).Id];
    }

    [Fact]
    public void QuantizedTexts_AreCalibratedOnAllInputs()
    {
        var (data, _) = Texts();
        File.WriteAllBytes(Place("model.onnx"), SmallNetworks.Texts());
        var result = QuantizeRun.Run(
            new QuantizeOptions
            {
                Input = new InputOptions { ModelPath = Place("model.onnx"), DataPath = data },
                OutputPath = Place("int8.tflite"),
                CalibrationSamples = 30,
            }, SilentProgress.Instance, TestContext.Current.CancellationToken);
        result.Passed.ShouldBeTrue(string.Join("; ", result.Verdicts!.SelectMany(v => v.Gate.Reasons)));
        result.Data!.Split.CalibrationSamples.ShouldBe(30);
        var verified = VerifyRun.Run(
            new VerifyOptions
            {
                VariantPath = Place("int8.tflite"),
                Source = new InputOptions { ModelPath = Place("model.onnx"), DataPath = data },
            }, SilentProgress.Instance, TestContext.Current.CancellationToken);
        verified.Passed.ShouldBeTrue();
        verified.Data!.Split.HeldOutSamples.ShouldBe(Samples - 30);
    }

    [Fact]
    public void Batch_IsScoredBySampleAndMeasuredAsAWhole()
    {
        const int count = 129;
        var x = SmallNetworks.Values(count * 5, 41);
        NpyFile.Write(Place("x.npy"), [count, 5], x);
        NpyFile.Write(
            Place("y.npy"), "<i8", [count],
            [.. Enumerable.Range(0, count).Select(i => SmallNetworks.Largest(SmallNetworks.DenseOf(x[(5 * i)..(5 * (i + 1))])))]);
        var result = Run(Options(SmallNetworks.Dense(4), Place("x.npy")) with { LabelsPath = Place("y.npy") });

        result.Data.BatchSize.ShouldBe(4);
        var judged = result.Data.Split.HeldOutSamples;
        (judged % 4).ShouldNotBe(0);
        foreach (var variant in result.Variants)
        {
            variant.Verdicts.ShouldAllBe(v => v.Gate.Passed, Reasons(variant));
            variant.Verdicts.ShouldAllBe(v => v.Score!.Samples == judged);
            variant.Verdicts.SelectMany(v => v.Parity).Where(p => p.Set == ReferenceSet.HeldOut).ShouldAllBe(p => p.Samples == judged);
            variant.Verdicts.SelectMany(v => v.Parity).Where(p => p.Set == ReferenceSet.Calibration)
                .ShouldAllBe(p => p.Samples == result.Data.Split.CalibrationSamples);
        }
        result.Variants[0].Worst!.Score!.Variant.Correct.ShouldBe(judged);
        result.Diagnostics.ShouldContain(d => d.Code == "batch" && d.Message.Contains("4 samples at a time"));
    }

    // Words are indices of a table of 20; the range that is stated is that of the floats.
    [Fact]
    public void WithoutData_EachInputTakesItsOwnValues()
    {
        var result = Run(Options(SmallNetworks.Texts(), null) with
        {
            Domains = new DomainOptions { Range = (3, 5) },
            Precisions = [Convert.Precision.Float16],
        });
        result.Data.Name.ShouldBe("random values");
        result.Variants.ShouldAllBe(v => v.Verdicts.Count > 0 && v.Verdicts.All(d => d.Gate.Passed));
        using var samples = RandomSamples.For(
            Place("model.onnx"), new Dictionary<string, Shape>(), new DomainOptions { Range = (3, 5) }, 1);
        using var inputs = Open(samples);
        var fed = inputs.Runs([.. inputs.AllIds]).Select(inputs.Read).ToArray();
        fed.Length.ShouldBe(40);
        // ONNX counts indices from either end.
        var ids = fed.SelectMany(run => run[0].ToInt64s()).Distinct().ToArray();
        (ids.Min(), ids.Max()).ShouldBe((-SmallNetworks.Words, SmallNetworks.Words - 1));
        fed.ShouldAllBe(run => run[2].ToSingles().All(value => value >= 3 && value <= 5));
        fed.SelectMany(run => run[1].ToInt64s()).Distinct().Order().ShouldBe([0, 1]);
    }

    [Fact]
    public void WithoutData_ABatchIsMadeOfSamples()
    {
        File.WriteAllBytes(Place("model.onnx"), SmallNetworks.Dense(8));
        using var samples = RandomSamples.For(Place("model.onnx"), new Dictionary<string, Shape>(), DomainOptions.None, 1);
        using var inputs = Open(samples);
        (inputs.Batch, inputs.Data.Count).ShouldBe((8, 40));
    }

    [Fact]
    public void DomainsBesideData_AreRefused()
    {
        var (data, _) = Texts();
        var options = Options(SmallNetworks.Texts(), data) with { Domains = new DomainOptions { Range = (0, 1) } };
        Should.Throw<OptionException>(() => Run(options)).Message
            .ShouldBe("--range: and --input say which random values stand for data; drop them, or drop --data.");
    }

    [Fact]
    public void BenchOfABatch_SaysItsSize()
    {
        File.WriteAllBytes(Place("model.onnx"), SmallNetworks.Dense(4));
        NpyFile.Write(Place("x.npy"), [5, 5], SmallNetworks.Values(25, 3));
        BenchResult Bench(string? data) => BenchRun.Run(
            new BenchOptions
            {
                Input = new InputOptions { ModelPath = Place("model.onnx"), DataPath = data },
                Protocol = MeasurementProtocol.Quick,
                Engines = ["onnxruntime"],
            }, SilentProgress.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        var (onData, onNoise) = (Bench(Place("x.npy")), Bench(null));
        (onData.Input, onData.BatchSize, onNoise.Input, onNoise.BatchSize).ShouldBe(("0 and 3 more", 4, "random", 4));
    }
}
