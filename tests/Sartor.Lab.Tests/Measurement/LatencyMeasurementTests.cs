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
        var image = Tensor.Create(new Shape(1, 1, 28, 28), new float[784]);
        return new TrialRequest(TestFiles.Shared("models/mnist-8.onnx"), "onnxruntime", [image]) { Limits = null };
    }

    [Fact]
    public async Task Model_IsMeasured()
    {
        var outcome = await Measurement.RunAsync(Mnist());
        outcome.Status.ShouldBe(TrialStatus.Measured, outcome.Reason);
        outcome.Measured!.SamplesNs.Count.ShouldBe(20);
        outcome.Measured.WarmUpNs.Count.ShouldBeGreaterThanOrEqualTo(3);
        outcome.Measured.SamplesNs.ShouldAllBe(ns => ns > 0);
        outcome.Measured.FirstInferenceNs.ShouldNotBeNull();
        outcome.MedianNs.ShouldBeInRange(outcome.Measured.SamplesNs.Min(), outcome.Measured.SamplesNs.Max());
        outcome.Delegation!.ActualDelegate.ShouldBe(outcome.Delegate);
        var again = await Measurement.RunAsync(Mnist());
        again.Id.ShouldBe(outcome.Id);
    }

    [Fact]
    public async Task DelegateThatExecutesNothing_IsRefused()
    {
        // XNNPACK takes no node of a network quantised to uint8: TFLite's own kernels would run under its name.
        var model = TestFiles.Shared("models/mobilenet_v1_0.25_224_uint8.tflite");
        if (InferenceEngines.Get("tflite").Probe().Problem is { } problem) Assert.Skip(problem);
        var image = new Tensor(ElementType.UInt8, new Shape(1, 224, 224, 3), new byte[224 * 224 * 3]);
        var outcome = await Measurement.RunAsync(new TrialRequest(model, "tflite", [image]) { Limits = null, Delegate = "xnnpack" });
        outcome.Status.ShouldBe(TrialStatus.Refused);
        outcome.Reason!.ShouldContain("measure tflite/none instead");
        outcome.Measured.ShouldBeNull();
        var own = await Measurement.RunAsync(new TrialRequest(model, "tflite", [image]) { Limits = null, Delegate = "none" });
        (own.Status, own.Delegation!.ActualDelegate).ShouldBe((TrialStatus.Measured, "none"));
    }

    [Fact]
    public async Task Rounds_AreLaunchesInWorkersOfTheirOwn()
    {
        var protocol = s_short with { MinRounds = 3, MaxRounds = 3 };
        using var device = new HostDevice();
        var rounds = new TrialRounds(WorkerLaunches.On(device, protocol), protocol, TimeProvider.System);
        var result = (await rounds.RunAsync([Mnist()])).Single();
        result.Outcome.ShouldBe(TrialStatus.Measured, result.Reason);
        result.Launches.Select(launch => (launch.Round, launch.Count)).ShouldBe([(1, 20), (2, 20), (3, 20)]);
        // Each was loaded anew: its first inference was seen.
        result.Launches.ShouldAllBe(launch => launch.FirstInferenceNs != null && launch.LoadNs > 0);
        result.Launches.Select(launch => launch.StartSeconds).ShouldBeInOrder();
    }

    [Fact]
    public async Task WrongInput_IsRefused()
    {
        var outcome = await Measurement.RunAsync(Mnist() with { Inputs = [Tensor.Vector(1f)] });
        (outcome.Status, outcome.FailureKind).ShouldBe((TrialStatus.Refused, WorkerFailureKind.Refused));
        outcome.Reason.ShouldNotBeNullOrEmpty();
        outcome.Measured.ShouldBeNull();
    }

    [Fact]
    public async Task DamagedModel_IsRefused()
    {
        var path = Path.Combine(_folder, "m.onnx");
        File.WriteAllBytes(path, [1, 2, 3]);
        var outcome = await Measurement.RunAsync(Mnist() with { ModelPath = path });
        outcome.Status.ShouldBe(TrialStatus.Refused);
        outcome.Measured.ShouldBeNull();
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
        var request = new TrialRequest(Path.Combine(_folder, "none.onnx"), "onnxruntime", []) { Limits = null };
        await Should.ThrowAsync<ModelFormatException>(() => Measurement.RunAsync(request));
        await Should.ThrowAsync<OptionException>(() => Measurement.RunAsync(request with { Engine = "none" }));
        await Should.ThrowAsync<OptionException>(() => Measurement.RunAsync(request with { Delegate = "none" }));
        Should.Throw<OptionException>(() => new LatencyMeasurement(_worker, new MeasurementProtocol { MinRuns = 0 }, new HostDevice()));
    }
}
