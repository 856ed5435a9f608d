using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Workers.Client;

namespace Sartor.Convert.Tests;

public sealed class WorkerRunnerTests
{
    private static readonly Tensor s_input = Tensor.Create(new Shape(1, 4), [1f, 2, 3, 4]);

    [Fact]
    public async Task Infer_Cancelled_EndsInTheMiddleOfTheRun()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are a matter of Unix");
        using var cancel = new CancellationTokenSource();
        var (model, worker) = (TestFiles.Data("tiny", "dense.tflite"), new EngineWorker());
        using var runner = WorkerRunner.Start(worker, "tflite", "dense", model, new EngineOptions(), cancel.Token);
        // A worker that is frozen is in the middle of a run for as long as one likes.
        UnixSignal.Send(worker.ProcessId.ShouldNotBeNull(), UnixSignal.Stop);
        cancel.CancelAfter(TimeSpan.FromSeconds(0.5));
        Should.Throw<OperationCanceledException>(() => runner.Infer([s_input]));
    }

    [Fact]
    public void Start_Refused_NamesTheModelAndNotItsPlaceOnTheDevice()
    {
        using var file = new TemporaryFile("not a model at all, but long enough"u8);
        var error = Should.Throw<EngineException>(
            () => WorkerRunner.Start(new EngineWorker(), "tflite", "model.tflite", file.Path, new EngineOptions(), CancellationToken.None));
        error.Message.ShouldContain("model.tflite");
        error.Message.ShouldNotContain(file.Path);
    }
}
