using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Jobs;
using Sartor.Lab.Measurement;
using Sartor.Results.Records;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Browser.Tests;

/// <summary>A real browser as a device: both engines, WebAssembly and WebGPU.</summary>
[Collection(ChromiumTests.Name)]
public sealed class BrowserDeviceTests : DeviceContract
{
    private static readonly Tensor s_input = Tensor.Create(new Shape(1, 4), [1f, 2, 3, 4]);
    private static readonly float[] s_expected = [3.5f, 3.75f, 15.5f];

    private readonly ChromiumHub _chromium;

    public BrowserDeviceTests(ChromiumHub chromium)
    {
        Assert.SkipWhen(chromium.Problem is not null, chromium.Problem ?? "");
        _chromium = chromium;
    }

    public static TheoryData<string, string, string> Places => new()
    {
        { "onnxruntime-web", "onnx", "wasm" },
        { "onnxruntime-web", "onnx", "webgpu" },
        { "litert-web", "tflite", "wasm" },
        { "litert-web", "tflite", "webgpu" },
    };

    protected override bool IsThisMachine => false;

    protected override bool HasProcesses => false;

    protected override IDevice Open() => DeviceCatalog.Open(ChromiumHub.Device);

    // The page is opened again by what launched it, and the device goes on.
    protected override void End(EngineWorker worker)
    {
        _chromium.KillChromium();
        worker.InferAsync([s_input]).GetAwaiter().GetResult().Failure.ShouldNotBeNull().Kind.ShouldBe(WorkerFailureKind.Crash);
        ChromiumHub.UntilReadyAsync().GetAwaiter().GetResult();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Model_RunsAndIsTimed(string engine, string format, string placement)
    {
        using var device = Open();
        var path = await device.PutAsync(TestFiles.Data("tiny", $"dense.{format}"));
        await using var worker = device.OpenWorker();
        var loaded = (await worker.LoadAsync(engine, path, new EngineOptions { Delegate = placement })).Require();
        loaded.Delegation.ActualDelegate.ShouldBe(placement);
        loaded.Delegation.NodeCount.ShouldBeGreaterThan(0);
        (loaded.Delegation.DelegatedNodeCount == loaded.Delegation.NodeCount).ShouldBe(placement == "webgpu");
        loaded.Inputs[0].Type.Shape!.Extents.ToArray().ShouldBe([1, 4]);
        (await worker.InferAsync([s_input])).Require()[0].ToSingles().ShouldBe(s_expected, 1e-5);

        var clock = (await device.DescribeAsync()).Worker.ClockStepNs.ShouldNotBeNull();
        var measured = (await worker.MeasureAsync([s_input], new MeasureOptions
        {
            WarmUpMinRuns = 3,
            WarmUpMinTime = TimeSpan.FromMilliseconds(50),
            MinRuns = 5,
            MinTime = TimeSpan.FromMilliseconds(50),
            MaxRuns = 1000,
            MaxTime = TimeSpan.FromSeconds(10),
        })).Require();
        measured.SamplesNs.Count.ShouldBeGreaterThanOrEqualTo(5);
        measured.FirstInferenceNs.ShouldBeNull("it had run before");
        measured.PeakRssBytes.ShouldBeNull("a browser does not tell");
        // Means are rounded to nanoseconds.
        (measured.SamplesNs.Min() * measured.RunsPerSample).ShouldBeGreaterThanOrEqualTo((100 * clock) - measured.RunsPerSample);
    }

    [Fact]
    public async Task Question_ThatAPageDoesNotKnow_IsNotSent()
    {
        using var device = Open();
        (await device.Keeper.StateAsync()).Failure.ShouldNotBeNull().Kind.ShouldBe(WorkerFailureKind.Refused);
        (await device.Keeper.GreetAsync()).IsSuccess.ShouldBeTrue("the connection goes on");
    }

    [Fact]
    public async Task Cores_CannotBeChosenForAPageAndTheWorkerGoesOn()
    {
        using var device = Open();
        var path = await device.PutAsync(TestFiles.Data("tiny", "dense.onnx"));
        await using var worker = device.OpenWorker();
        var failure = (await worker.PinAsync("0")).Failure.ShouldNotBeNull();
        (failure.Kind, failure.Message).ShouldBe(
            (WorkerFailureKind.Refused, "a page cannot choose the cores that it runs on; leave out cpus"));
        (await worker.LoadAsync("onnxruntime-web", path, new EngineOptions())).Require();
        (await worker.InferAsync([s_input])).Require()[0].ToSingles().ShouldBe(s_expected, 1e-5);
    }

    [Fact]
    public void Bench_OnCores_IsRefusedWithTheSentenceOfThePage()
    {
        var result = BenchRun.Run(
            new BenchOptions
            {
                Input = new InputOptions { ModelPath = TestFiles.Data("tiny", "dense.onnx") },
                Device = ChromiumHub.Device,
                Engines = ["onnxruntime-web/wasm"],
                Protocol = MeasurementProtocol.Quick with { Cpus = "0" },
            },
            SilentProgress.Instance, TimeProvider.System);
        var trial = result.Trials.Single();
        (trial.Outcome, trial.Latency).ShouldBe((TrialStatus.Refused, null));
        trial.Reason.ShouldNotBeNull().ShouldContain("a page cannot choose the cores that it runs on; leave out cpus");
    }

    [Fact]
    public async Task Threads_OfAnIsolatedPage_AreTaken()
    {
        using var device = Open();
        (await device.DescribeAsync()).Description.CpuFeatures.ShouldContain("wasm-threads");
        foreach (var (engine, format) in new[] { ("onnxruntime-web", "onnx"), ("litert-web", "tflite") })
        {
            var path = await device.PutAsync(TestFiles.Data("tiny", $"dense.{format}"));
            await using var worker = device.OpenWorker();
            (await worker.LoadAsync(engine, path, new EngineOptions { Threads = 2 })).Require();
            (await worker.InferAsync([s_input])).Require()[0].ToSingles().ShouldBe(s_expected, 1e-5);
        }
    }

    [Fact]
    public async Task Mistakes_AreRefusedAndTheWorkerGoesOn()
    {
        using var device = Open();
        var path = await device.PutAsync(TestFiles.Data("tiny", "dense.onnx"));
        await using var worker = device.OpenWorker();
        async Task Refuses<T>(Task<WorkerOutcome<T>> request, string part)
            where T : class
        {
            var failure = (await request).Failure.ShouldNotBeNull();
            failure.Kind.ShouldBe(WorkerFailureKind.Refused, failure.Message);
            failure.Message.ShouldContain(part);
        }
        await Refuses(worker.InferAsync([s_input]), "no model is loaded");
        await Refuses(worker.LoadAsync("tflite", path, new EngineOptions()), "onnxruntime-web");
        await Refuses(worker.LoadAsync("onnxruntime-web", "../../etc/passwd", new EngineOptions()), "were put");
        await Refuses(worker.LoadAsync("onnxruntime-web", new string('0', 64), new EngineOptions()), "cannot be fetched: 404");
        await Refuses(worker.LoadAsync("onnxruntime-web", path, new EngineOptions { Delegate = "npu" }), "wasm");
        (await worker.LoadAsync("onnxruntime-web", path, new EngineOptions())).Require();
        await Refuses(worker.InferAsync([Tensor.Create(new Shape(1, 5), new float[5])]), "takes float32[1,4], not float32[1,5]");
        (await worker.InferAsync([s_input])).Require()[0].ToSingles().ShouldBe(s_expected, 1e-5);
    }

    [Fact]
    public async Task Model_WithExternalData_IsPutWhole()
    {
        using var folder = new TemporaryFolder();
        var (model, _) = ExternalNetwork.Write(folder.Path);
        using var device = Open();
        var path = await device.PutAsync(model);
        await using var worker = device.OpenWorker();
        (await worker.LoadAsync("onnxruntime-web", path, new EngineOptions())).Require();
        (await worker.InferAsync([Tensor.Create(new Shape(2), [1f, 2])])).Require()[0].ToSingles().ShouldBe([11f, 22]);
    }

    [Fact]
    public async Task Model_OfAnotherDeviceThatIsGone_IsServedNoMore()
    {
        string path;
        using (var first = Open()) path = await first.PutAsync(TestFiles.Data("tiny", "dense.onnx"));
        using var device = Open();
        await using var worker = device.OpenWorker();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        // The hub notices the end of the first one a moment later.
        WorkerOutcome<LoadedModel> loaded;
        do loaded = await worker.LoadAsync("onnxruntime-web", path, new EngineOptions(), patience.Token);
        while (loaded.IsSuccess);
        loaded.Failure.ShouldNotBeNull().Message.ShouldContain("404");
    }
}
