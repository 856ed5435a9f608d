using Sartor.Contracts;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Tests.Measurement;
using Sartor.Results;
using Sartor.Results.Records;
using Sartor.Results.Statistics;
using Sartor.Workers.Client;

namespace Sartor.Lab.Tests.Jobs;

public sealed class FitRunTests
{
    [Fact]
    public void Fashion_sample_gives_a_verified_recommendation()
    {
        using var folder = new TemporaryFolder();
        var result = Run(
            folder, Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx"), Path.Combine(TestFiles.Root, "samples", "fashion"));
        result.Variants.Select(v => v.Name).ShouldBe(["source", "float32", "float16", "dynamic-range-int8", "int8"]);
        foreach (var variant in result.Variants)
        {
            variant.Outcome.ShouldBe(VariantOutcome.Made, variant.Reason);
            variant.Verdicts.ShouldNotBeEmpty(variant.Reason);
            variant.Verdicts.ShouldAllBe(v => v.Gate.Passed, variant.Name);
            // PyTorch's accuracy on the 1,000 images is 94.2 %; each judged share lies around it.
            variant.Worst!.Score!.Variant.High!.Value.ShouldBeGreaterThan(0.942);
            variant.Worst!.Score!.Variant.Low!.Value.ShouldBeLessThan(0.942);
        }
        // By its table, Ethos-U takes int8 and nothing of a float network; the source has targets of its own format.
        result.Variants.ShouldAllBe(v => v.Placements.Count > 1 && v.Placements.All(p => p.Taken <= p.Operators && p.Source.Length > 0));
        int Taken(string variant) => result.Variants.Single(v => v.Name == variant).Placements.Single(p => p.Target == "ethos-u").Taken;
        Taken("float32").ShouldBe(0);
        Taken("int8").ShouldBeGreaterThan(30);
        result.Variants[0].Placements.Select(p => p.Target).ShouldContain("ort-nnapi");
        ResultJson.ReadFit(Path.Combine(folder.Result, ResultFolder.ResultFile)).Variants[1].Placements.Select(p => (p.Target, p.Taken))
            .ShouldBe(result.Variants[1].Placements.Select(p => (p.Target, p.Taken)));
        // What someone who ships int8 has to know of the file.
        var int8 = result.Variants.Single(v => v.Name == "int8");
        var input = int8.Inputs.ShouldHaveSingleItem();
        (input.ElementType, string.Join(',', input.Shape), input.SourceElementType, string.Join(',', input.SourceShape))
            .ShouldBe(("int8", "1,28,28,1", "float32", "1,1,28,28"));
        // Pixels divided by 255 lie in 0..1, and 256 steps cover that.
        input.Scale!.Value.ShouldBe(1 / 255.0, 1e-6);
        input.ZeroPoint.ShouldBe(-128);
        int8.Outputs.ShouldHaveSingleItem().Shape.ShouldBe([1, 10]);
        foreach (var variant in result.Variants.Skip(1))
        {
            variant.Layers.ShouldNotBeNull().Problem.ShouldBeNull();
            variant.Layers.Layers.Count.ShouldBeGreaterThan(20, variant.Name);
            variant.Layers.Layers.ShouldAllBe(pair => pair.SpreadError >= 0 && (pair.SqnrDb > 0 || pair.SqnrDb == null));
        }
        double Nearest(string name) =>
            result.Variants.Single(v => v.Name == name).Layers!.Layers.Min(pair => pair.SqnrDb ?? double.MaxValue);
        Nearest("float32").ShouldBeGreaterThan(Nearest("float16"));
        Nearest("float16").ShouldBeGreaterThan(Nearest("int8"));
        foreach (var verdict in result.Variants.SelectMany(v => v.Verdicts).Where(v => v.Parity.Count > 0))
        {
            verdict.ChangedSampleCount.ShouldBe(verdict.ChangedSamples.Count);
            var score = verdict.Score!;
            verdict.ChangedSamples.Count(s => s.Source == s.Label).ShouldBe(score.Lost!.Value);
            verdict.ChangedSamples.Count(s => s.Variant == s.Label).ShouldBe(score.Won!.Value);
            score.Classes.Sum(c => c.VariantCorrect).ShouldBe(score.Variant.Correct!.Value);
            score.Classes.Sum(c => c.SourceCorrect).ShouldBe(score.Source!.Correct!.Value);
            score.Classes.Select(c => c.Class).ShouldBe(Enumerable.Range(0, 10));
            verdict.ChangedSamples.ShouldAllBe(s => result.Data.Thumbnails.ContainsKey(s.Id));
        }
        result.Data.ClassNames.Count.ShouldBe(10);
        // What was measured is what was verified.
        foreach (var variant in result.Variants)
            variant.Trials.Where(t => t.Outcome == TrialStatus.Measured).Select(t => t.Target)
                .ShouldBe(variant.Verdicts.Select(v => v.Target));
        foreach (var variant in result.Variants)
        {
            var profile = variant.Profile.ShouldNotBeNull();
            profile.Problem.ShouldBeNull(variant.Name);
            var report = variant.Trials.Single(t => t.Target == profile.Target).Delegation!;
            // ONNX Runtime's report is that before its last rewriting.
            if (variant.Format == "tflite") profile.Steps.Sum(step => step.Nodes.Count).ShouldBe(report.Nodes, variant.Name);
            profile.Steps.Sum(step => step.Share!.Value).ShouldBe(1, 1e-9);
        }
        result.Recommendation.Pick.ShouldNotBeNull(result.Recommendation.Reason);
        result.Data.Name.ShouldBe("Fashion-MNIST");
        result.Data.Split.CalibrationIds.Intersect(result.Data.Split.HeldOutIds).ShouldBeEmpty();
        ResultJson.ReadFit(Path.Combine(folder.Result, ResultFolder.ResultFile)).Recommendation.Pick.ShouldBe(result.Recommendation.Pick);
        Directory.EnumerateFiles(Path.Combine(folder.Result, ResultFolder.VariantsFolder)).Count().ShouldBe(4);
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBe([folder.Result]);
    }

    [Fact]
    public void Fashion_sample_a_second_time_loads_no_model_and_launches_nothing()
    {
        using var folder = new TemporaryFolder();
        var sample = Path.Combine(TestFiles.Root, "samples", "fashion");
        var options = new FitOptions
        {
            ModelPath = Path.Combine(sample, "model.onnx"),
            DataPath = sample,
            OutputFolder = folder.Result,
            Quick = true,
            StoreFolder = Path.Combine(folder.Path, "store"),
            ReuseMeasurements = true,
        };
        var first = FitRun.Run(options, SilentProgress.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        var none = new FitParts
        {
            Sessions = (_, _) => new NoSessions(),
            Launches = (_, _) => (_, _) => throw new InvalidOperationException("a trial was to be launched"),
        };
        var second = FitRun.Run(options, SilentProgress.Instance, TimeProvider.System, none, TestContext.Current.CancellationToken);

        second.Variants.Select(v => (v.Sha256, v.Outcome, v.Reason)).ShouldBe(first.Variants.Select(v => (v.Sha256, v.Outcome, v.Reason)));
        second.Variants.SelectMany(v => v.Trials).Select(t => (t.Id, t.Latency?.MedianNs, t.Reason))
            .ShouldBe(first.Variants.SelectMany(v => v.Trials).Select(t => (t.Id, t.Latency?.MedianNs, t.Reason)));
        second.Recommendation.Pick.ShouldBe(first.Recommendation.Pick);
        second.Variants.SelectMany(v => v.Trials).ShouldAllBe(t => t.ReusedFromUtc != null);
        second.Variants.Skip(1).ShouldAllBe(v => v.Conversion!.ReusedFromUtc != null && v.Verdicts.All(d => d.ReusedFromUtc != null));
    }

    [Fact]
    public void MobileNet_in_int8_is_not_worse_than_Googles_own_file()
    {
        using var folder = new TemporaryFolder();
        var images = TestFiles.Shared("images", "imagenet-100");
        var ours = Run(folder, TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite"), images);
        var source = ours.Variants[0].Worst!.Score!.Variant;
        // 0.570 on 1,000 such images.
        source.Low!.Value.ShouldBeLessThan(0.57);
        source.High!.Value.ShouldBeGreaterThan(0.57);
        var int8 = ours.Variants.Single(v => v.Name == "int8");
        int8.Worst.ShouldNotBeNull(int8.Reason);
        int8.Worst.Gate.Passed.ShouldBeTrue(string.Join("; ", int8.Worst.Gate.Reasons));

        // Both judged by the images that did not calibrate, pair by pair.
        var judged = ours.Data.Split.HeldOutIds;
        bool[] right = [.. TrainedModels.Right(Path.Combine(folder.Result, int8.File!), images, judged)];
        bool[] theirs = [.. TrainedModels.Right(TestFiles.Shared("models", "mobilenet_v1_0.25_224_uint8.tflite"), images, judged)];
        right.Count(r => r).ShouldBe(int8.VerdictOn(new("tflite", "xnnpack"))!.Score!.Variant.Correct!.Value);
        var pair = PairedComparison.For(theirs, right);
        pair.PValueSecondWorse.ShouldBeGreaterThan(0.05, $"{pair}");
    }

    [Fact]
    public void Labels_of_other_samples_are_an_error_and_leave_nothing()
    {
        using var folder = new TemporaryFolder();
        var images = TestFiles.Shared("images", "imagenet-100");
        var data = Directory.CreateDirectory(Path.Combine(folder.Path, "data")).FullName;
        foreach (var file in Directory.EnumerateFiles(images)) File.Copy(file, Path.Combine(data, Path.GetFileName(file)));
        var labels = Path.Combine(data, "labels.csv");
        var rows = File.ReadAllLines(labels).Select(line => line.Split(',', 2)).ToArray();
        File.SetAttributes(labels, FileAttributes.Normal);
        // Each image with the label of the next one: every class has one image.
        File.WriteAllLines(
            labels, rows.Select((row, i) => i == 0 ? string.Join(",", row) : $"{row[0]},{rows[(i % (rows.Length - 1)) + 1][1]}"));

        var model = TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite");
        var error = Should.Throw<Core.DataSetException>(() => Run(folder, model, data));

        error.Message.ShouldContain("do not match the model");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBe([data]);
    }

    [Fact]
    public void Digits_network_keeps_its_accuracy_in_every_variant()
    {
        using var folder = new TemporaryFolder();
        var result = Run(folder, TestFiles.Shared("models", "mnist-8.onnx"), TestFiles.Shared("mnist", "digits-2000-images-idx3-ubyte.gz"));
        result.Variants.Select(v => v.Name).ShouldBe(["source", "float32", "float16", "dynamic-range-int8", "int8"]);
        foreach (var variant in result.Variants)
        {
            variant.Verdicts.ShouldNotBeEmpty(variant.Reason);
            variant.Verdicts.ShouldAllBe(v => v.Gate.Passed, variant.Name);
            variant.Worst!.Score!.Variant.Value.ShouldBeGreaterThan(0.98);
        }
    }

    private sealed class NoSessions : IModelSessions
    {
        public ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits) =>
            throw new InvalidOperationException("a model was to be loaded");
    }

    private static FitResult Run(TemporaryFolder folder, string model, string data) => FitRun.Run(
        new FitOptions
        {
            ModelPath = model,
            DataPath = data,
            OutputFolder = folder.Result,
            Quick = true,
        }, SilentProgress.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
}
