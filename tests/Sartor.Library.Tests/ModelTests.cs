using Sartor.Contracts;
using Sartor.Convert;
using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;

namespace Sartor.Library.Tests;

/// <summary>The library as a C# program uses it.</summary>
public sealed class ModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string Sample(string file) => Path.Combine(TestFiles.Root, "samples", "fashion", file);

    private static Model Fashion() => Model.Open(Sample("model.onnx"));

    private string Place(string name) => Path.Combine(_folder.Path, name);

    private sealed class Updates : IProgress<RunUpdate>
    {
        public List<RunUpdate> All { get; } = [];

        public void Report(RunUpdate value)
        {
            lock (All) All.Add(value);
        }
    }

    [Fact]
    public void Open_TellsInputsAndOutputs()
    {
        var model = Fashion();
        model.Format.ShouldBe("onnx");
        var input = model.Inputs.ShouldHaveSingleItem();
        (input.Element, string.Join(',', input.Shape)).ShouldBe(("float32", "1,1,28,28"));
        string.Join(',', model.Outputs.ShouldHaveSingleItem().Shape).ShouldBe("1,10");
    }

    [Fact]
    public void Open_OfNoModel_SaysWhatIsWrong()
    {
        Should.Throw<ModelFormatException>(() => Model.Open(Place("none.onnx"))).Message.ShouldContain("there is no such file");
        Should.Throw<SartorException>(() => Model.Open(
            Sample("model.onnx"), new Dictionary<string, IReadOnlyList<long>> { ["nosuch"] = [1, 2] })).Message.ShouldContain("nosuch");
    }

    [Fact]
    public async Task ConvertAsync_WritesAFileThatVerifyAsyncPasses_AndAnotherSourceFails()
    {
        var file = Place("model.tflite");
        var converted = await Fashion().ConvertAsync(file, o => o with { Precision = Precision.Float16 }, Cancellation);
        (converted.Passed, converted.File, converted.Precision).ShouldBe((true, file, "float16"));

        (await Fashion().VerifyAsync(file, cancellation: Cancellation)).Passed.ShouldBeTrue();
        await Should.ThrowAsync<SartorException>(
            () => Model.Open(TestFiles.Data("tiny", "dense.onnx")).VerifyAsync(file, cancellation: Cancellation));
    }

    [Fact]
    public async Task QuantizeAsync_CalibratesOnSomeSamples()
    {
        var result = await Fashion().QuantizeAsync(
            Place("model.int8.tflite"), Sample("dataset.yaml"), o => o with { CalibrationSamples = 100 }, cancellation: Cancellation);
        result.Passed.ShouldBeTrue();
        result.Precision.ShouldBe("int8");
        File.Exists(result.File).ShouldBeTrue();
    }

    [Fact]
    public async Task BenchAsync_MeasuresTheEnginesThatWereAsked()
    {
        var result = await Model.Open(TestFiles.Data("tiny", "dense.onnx")).BenchAsync(
            o => o with { Protocol = MeasurementProtocol.Quick }, cancellation: Cancellation);
        result.Trials.ShouldNotBeEmpty();
        result.Trials.ShouldAllBe(trial => trial.Engine == "onnxruntime" && trial.Outcome == TrialStatus.Measured);
    }

    [Fact]
    public async Task FitAsync_HasItsFilesUntilItIsDisposed()
    {
        var updates = new Updates();
        string folder;
        using (var fit = await Fashion().FitAsync(Sample("dataset.yaml"), Small, updates, Cancellation))
        {
            folder = fit.Folder;
            fit.Result.Recommendation.Pick.ShouldNotBeNull();
            File.Exists(fit.PickedFile).ShouldBeTrue();
            fit.SaveTo(Place("kept"));
            Should.Throw<OutputException>(() => fit.SaveTo(Place("kept"))).Message.ShouldContain("is there already");
            File.ReadAllBytes(Path.Combine(Place("kept"), "result.json"))
                .ShouldBe(File.ReadAllBytes(Path.Combine(folder, "result.json")));
        }
        Directory.Exists(Path.GetDirectoryName(folder)).ShouldBeFalse();
        RunStage[] stages = [RunStage.Read, RunStage.Convert, RunStage.Verify, RunStage.Measure, RunStage.Layers, RunStage.Report];
        updates.All.Select(update => update.Stage).Distinct().Intersect(stages).ShouldBe(stages);
        updates.All.ShouldAllBe(update => update.Total == 0 || update.Done <= update.Total);
    }

    [Fact]
    public async Task SaveTo_ThatFails_LeavesNothing()
    {
        using var fit = await Fashion().FitAsync(Sample("dataset.yaml"), Small, null, Cancellation);
        // A folder cannot be made where a file is in the way of one of its own.
        var file = Place("file");
        await File.WriteAllTextAsync(file, "in the way", Cancellation);
        Should.Throw<OutputException>(() => fit.SaveTo(Path.Combine(file, "kept"))).Message.ShouldContain("cannot be written");
        // A link to nothing can be listed and not be copied.
        File.CreateSymbolicLink(Path.Combine(fit.Folder, "zzz"), Place("nothing"));
        Should.Throw<OutputException>(() => fit.SaveTo(Place("kept")));
        Directory.Exists(Place("kept")).ShouldBeFalse();
        File.Exists(fit.PickedFile).ShouldBeTrue();
    }

    [Fact]
    public async Task FitAsync_IntoAFolderOfTheCaller_LeavesItThere()
    {
        var place = Place("result");
        using (var fit = await Fashion().FitAsync(Sample("dataset.yaml"), o => Small(o) with { OutputFolder = place }, null, Cancellation))
            fit.Folder.ShouldBe(place);
        File.Exists(Path.Combine(place, "report.html")).ShouldBeTrue();
    }

    [Fact]
    public async Task FitAsync_ThatIsCancelled_LeavesNothing()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var place = Place("result");
        var progress = new Stopping(stop);
        await Should.ThrowAsync<OperationCanceledException>(
            () => Fashion().FitAsync(Sample("dataset.yaml"), o => Small(o) with { OutputFolder = place }, progress, stop.Token));
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task FitAsync_WithoutData_SaysWhatIsMissing() =>
        (await Should.ThrowAsync<DataSetException>(() => Fashion().FitAsync(Place("nosuch"), Small, null, Cancellation)))
            .Message.ShouldContain("nosuch");

    private static FitOptions Small(FitOptions options) =>
        options with { Quick = true, Precisions = [Precision.Float16], Engines = ["tflite/xnnpack"] };

    // Stops the job as soon as it verifies.
    private sealed class Stopping(CancellationTokenSource stop) : IProgress<RunUpdate>
    {
        public void Report(RunUpdate value)
        {
            if (value.Stage == RunStage.Verify) stop.Cancel();
        }
    }
}
