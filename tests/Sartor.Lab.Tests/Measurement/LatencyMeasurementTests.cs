using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Tests.Measurement;

public sealed class LatencyMeasurementTests : IDisposable
{
    private static readonly MeasurementProtocol s_short = new() { WarmUpMinSeconds = 0, MinSeconds = 0, MinRuns = 20, MaxRuns = 20 };
    private readonly EngineWorker _worker = new(new EngineWorkerOptions { AllowFaults = true });
    private readonly string _folder = Directory.CreateTempSubdirectory("sartor-trial-").FullName;

    public void Dispose()
    {
        _worker.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private LatencyMeasurement Measurement => new(_worker, s_short, new HostDevice());

    private static TrialRequest Mnist()
    {
        if (InferenceEngines.Get("onnxruntime").Probe().Problem is { } problem) Assert.Skip(problem);
        return new TrialRequest(TestFiles.Shared("models/mnist-8.onnx"), "onnxruntime", [Tensor.Create(new Shape(1, 1, 28, 28), new float[784])]);
    }

    [Fact]
    public async Task Model_IsMeasured()
    {
        var outcome = await Measurement.RunAsync(Mnist());
        outcome.Status.ShouldBe(TrialStatus.Measured, outcome.Reason);
        outcome.Series!.SamplesNs.Count.ShouldBe(20);
        outcome.Series.WarmUpNs.Count.ShouldBeGreaterThanOrEqualTo(3);
        outcome.Series.SamplesNs.ShouldAllBe(ns => ns > 0);
        outcome.Series.FirstInferenceNs.ShouldNotBeNull();
        outcome.Summary!.Count.ShouldBe(20);
        outcome.Proof!.ActualDelegate.ShouldBe(outcome.Delegate);
        var again = await Measurement.RunAsync(Mnist());
        again.Id.ShouldBe(outcome.Id);
        var result = outcome.ToResult();
        (result.Outcome, result.SamplesNs.Count, result.Latency!.Count).ShouldBe((TrialStatus.Measured, 20, 20));
    }

    [Fact]
    public async Task WrongInput_IsRefused()
    {
        var outcome = await Measurement.RunAsync(Mnist() with { Inputs = [Tensor.Vector(1f)] });
        (outcome.Status, outcome.FailureKind).ShouldBe((TrialStatus.Refused, WorkerFailureKind.Refused));
        outcome.Reason.ShouldNotBeNullOrEmpty();
        outcome.ToResult().SamplesNs.ShouldBeEmpty();
    }

    [Fact]
    public async Task DamagedModel_IsRefused()
    {
        var path = Path.Combine(_folder, "m.onnx");
        File.WriteAllBytes(path, [1, 2, 3]);
        var outcome = await Measurement.RunAsync(Mnist() with { ModelPath = path });
        outcome.Status.ShouldBe(TrialStatus.Refused);
        outcome.Series.ShouldBeNull();
    }

    [Fact]
    public async Task CrashedWorker_LeavesTheNextTrialAlone()
    {
        var request = Mnist();
        (await _worker.FaultAsync(WorkerFault.Crash)).IsSuccess.ShouldBeFalse();
        (await Measurement.RunAsync(request)).Status.ShouldBe(TrialStatus.Measured);
    }

    [Fact]
    public async Task MissingFile_AndUnknownNames_AreErrors()
    {
        var request = new TrialRequest(Path.Combine(_folder, "none.onnx"), "onnxruntime", []);
        await Should.ThrowAsync<ModelFormatException>(() => Measurement.RunAsync(request));
        await Should.ThrowAsync<OptionException>(() => Measurement.RunAsync(request with { Engine = "none" }));
        await Should.ThrowAsync<OptionException>(() => Measurement.RunAsync(request with { Delegate = "none" }));
        Should.Throw<OptionException>(() => new LatencyMeasurement(_worker, new MeasurementProtocol { MinRuns = 0 }, new HostDevice()));
    }
}
