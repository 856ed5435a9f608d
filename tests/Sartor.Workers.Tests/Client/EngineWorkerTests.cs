using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Workers.Client;
using Sartor.Workers.Host;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests.Client;

public sealed class EngineWorkerTests : IDisposable
{
    private static readonly Tensor Input = Tensor.Create(new Shape(1, 4), [1f, 2, 3, 4]);
    private static readonly float[] Expected = [3.5f, 3.75f, 15.5f];

    private readonly EngineWorker _worker = new(new EngineWorkerOptions { AllowFaults = true, Deadline = TimeSpan.FromSeconds(60) });

    public static TheoryData<string> Engines
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var engine in InferenceEngines.Catalog.All) data.Add(engine.Name);
            return data;
        }
    }

    public void Dispose() => _worker.Dispose();

    [Theory, MemberData(nameof(Engines))]
    public async Task Load_ThenInfer_GivesWhatTheEngineGivesInProcess(string engine)
    {
        var model = (await LoadAsync(engine)).Require();
        using var session = InferenceEngines.Get(engine).Prepare(Tiny(engine), new EngineOptions());
        model.Inputs.ShouldBe(session.Inputs);
        model.Outputs.ShouldBe(session.Outputs);
        model.Delegation.ShouldBe(session.Delegation);
        model.LoadNs.ShouldBeGreaterThan(0);
        model.EngineStartNs.ShouldNotBeNull().ShouldBeGreaterThan(0);
        (await LoadAsync(engine)).Require().EngineStartNs.ShouldBeNull("the engine had been started");

        var outputs = (await _worker.InferAsync([Input])).Require();
        outputs.Single().ToSingles().ShouldBe(Expected, 1e-5);
        outputs.Single().Data.ToArray().ShouldBe(session.Infer([Input])[0].Data.ToArray());
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Measure_GivesAsManyRawSamplesAsAsked(string engine)
    {
        await LoadAsync(engine);
        var options = new MeasureOptions { WarmUpMinRuns = 5, WarmUpMinTime = TimeSpan.Zero, MinRuns = 20, MinTime = TimeSpan.Zero };
        var measured = (await _worker.MeasureAsync([Input], options)).Require();
        measured.WarmUpNs.Count.ShouldBe(5);
        measured.SamplesNs.Count.ShouldBe(20);
        measured.SamplesNs.ShouldAllBe(sample => sample > 0);
        measured.FirstInferenceNs.ShouldBe(measured.WarmUpNs[0]);
        measured.LoadNs.ShouldBeGreaterThan(0);
        if (OperatingSystem.IsLinux())
        {
            measured.RssBeforeLoadBytes.ShouldNotBeNull();
            if (measured.PeakRssBytes is { } peak) peak.ShouldBeGreaterThan(1 << 20);
        }

        var again = (await _worker.MeasureAsync([Input], options with { MaxRuns = 7 })).Require();
        again.FirstInferenceNs.ShouldBeNull("the model had run before");
        again.SamplesNs.Count.ShouldBe(7);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Profile_TellsTheStepsThatTheEngineTellsInProcess(string engine)
    {
        SkipWithout(engine);
        var options = new EngineOptions { Profiles = true };
        (await _worker.LoadAsync(engine, Tiny(engine), options)).Require();
        var limits = new ProfileLimits { MaxRuns = 3, MaxTime = TimeSpan.FromMinutes(1) };
        using var session = InferenceEngines.Get(engine).Prepare(Tiny(engine), options);
        session.Bind([Input]);
        var here = session.Profile(limits);
        for (var round = 0; round < 2; round++)
        {
            var there = (await _worker.ProfileAsync([Input], limits)).Require();
            (there with { RunNs = 0, Steps = Untimed(there) }).ShouldBe(here with { RunNs = 0, Steps = Untimed(here) });
            (there.RunNs > 0).ShouldBe(there.Problem is null);
        }
        (await _worker.InferAsync([Input])).Require().Single().ToSingles().ShouldBe(Expected, 1e-5);

        static EquatableArray<ExecutedStep> Untimed(ExecutionProfile profile) =>
            profile.Steps.Select(step => step with { MedianNs = 0 }).ToEquatableArray();
    }

    [Fact]
    public async Task Profile_OfAModelThatWasLoadedToBeMeasured_HasAProblem()
    {
        await LoadAsync("tflite");
        (await _worker.ProfileAsync([Input], new ProfileLimits())).Require().Problem.ShouldNotBeNull().ShouldContain("not loaded for");
    }

    [Fact]
    public async Task Profile_OfAWorkerOfProtocol11_IsRefusedWithTheReason()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        using var folder = new TemporaryFolder();
        var replies = Path.Combine(folder.Path, "replies");
        await using (var stream = File.Create(replies))
        {
            await new FrameStream(Stream.Null, stream).WriteAsync(
                new Frame("ok").With("protocol", 1).With("minor", 1).With("clock_hz", 1000).With("engines", ""));
        }
        using var worker = new EngineWorker(
            new EngineWorkerOptions { WorkerPath = Script(folder, $"cat '{replies}'\nexec cat > /dev/null") });
        var failure = (await worker.ProfileAsync([Input], new ProfileLimits())).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Refused);
        failure.Message.ShouldBe("the worker speaks protocol 1.1, which has no 'profile'; use a newer one");
        (await worker.PinAsync("0")).Failure.ShouldNotBeNull().Message.ShouldBe(
            "the worker speaks protocol 1.1, which cannot choose cores; leave out cpus, or use a newer one");
    }

    [Fact]
    public async Task Measure_MinimumTime_GoesOnUntilItIsReached()
    {
        await LoadAsync("onnxruntime");
        var options = new MeasureOptions { WarmUpMinTime = TimeSpan.Zero, MinRuns = 1, MinTime = TimeSpan.FromMilliseconds(20) };
        var measured = (await _worker.MeasureAsync([Input], options)).Require();
        measured.SamplesNs.Count.ShouldBeGreaterThan(1);
        measured.SamplesNs.Sum().ShouldBeLessThanOrEqualTo(measured.SamplesNs.Max() + 1_000_000_000);
    }

    [Theory]
    [InlineData(WorkerFault.Crash, "SIGSEGV")]
    [InlineData(WorkerFault.Abort, "SIGABRT")]
    public async Task Fault_NativeCrash_IsAnOutcomeAndTheNextRequestWorks(WorkerFault fault, string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are a matter of Unix");
        await LoadAsync("onnxruntime");
        var first = _worker.ProcessId;

        var failure = (await _worker.FaultAsync(fault)).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Crash);
        failure.Signal.ShouldBe(signal);
        failure.Message.ShouldContain(signal);

        var refused = (await _worker.InferAsync([Input])).Failure.ShouldNotBeNull();
        refused.Kind.ShouldBe(WorkerFailureKind.Refused);
        refused.Message.ShouldContain("load it");
        await LoadAsync("onnxruntime");
        (await _worker.InferAsync([Input])).Require()[0].ToSingles().ShouldBe(Expected, 1e-5);
        _worker.ProcessId.ShouldNotBe(first);
    }

    [Fact]
    public async Task Kill_FromOutside_IsReplacedOnceWithItsModel()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are a matter of Unix");
        await LoadAsync("onnxruntime");
        var first = _worker.ProcessId!.Value;
        Kill(first);
        (await _worker.InferAsync([Input])).Require()[0].ToSingles().ShouldBe(Expected, 1e-5);
        _worker.ProcessId.ShouldNotBe(first);
    }

    [Fact]
    public async Task Kill_Twice_FailsAndBlamesNoMemory()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        using var folder = new TemporaryFolder();
        var script = Script(folder, "echo started >> \"$0.log\"\nkill -9 $$");
        using var worker = new EngineWorker(new EngineWorkerOptions { WorkerPath = script });
        var failure = (await worker.ProbeAsync("tflite")).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Killed);
        failure.Signal.ShouldBe("SIGKILL");
        failure.Message.ShouldNotContain("memory");
        (await File.ReadAllLinesAsync(Path.Combine(folder.Path, "worker.log"))).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Kill_DuringAFault_IsAnOutcome()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are a matter of Unix");
        await _worker.ProbeAsync("onnxruntime");
        var hang = _worker.FaultAsync(WorkerFault.Hang);
        Kill(_worker.ProcessId!.Value);
        (await hang).Failure.ShouldNotBeNull().Kind.ShouldBe(WorkerFailureKind.Killed);
    }

    [Fact]
    public async Task Request_LongerThanTheSilence_IsAnswered()
    {
        using var worker = new EngineWorker(new EngineWorkerOptions { AllowFaults = true, Silence = TimeSpan.FromSeconds(2) });
        (await worker.FaultAsync(WorkerFault.Slow)).IsSuccess.ShouldBeTrue("the worker says that it is alive");
    }

    [Fact]
    public async Task Silence_OfAFrozenWorker_IsNoticed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals are a matter of Unix");
        using var worker = new EngineWorker(new EngineWorkerOptions { AllowFaults = true, Silence = TimeSpan.FromSeconds(1) });
        await worker.ProbeAsync("onnxruntime");
        UnixSignal.Send(worker.ProcessId.ShouldNotBeNull(), UnixSignal.Stop);
        var failure = (await worker.ProbeAsync("onnxruntime")).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Timeout);
        failure.Message.ShouldContain("said nothing for 1 s");
        (await worker.ProbeAsync("onnxruntime")).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Dispose_DuringARequest_IsAFailureOfThatAndOfThoseBehindIt()
    {
        await _worker.ProbeAsync("onnxruntime");
        var process = _worker.ProcessId!.Value;
        var (hang, waiting) = (_worker.FaultAsync(WorkerFault.Hang), _worker.ProbeAsync("tflite"));
        _worker.Dispose();
        (await hang).Failure.ShouldNotBeNull().Kind.ShouldBe(WorkerFailureKind.Closed);
        (await waiting).Failure.ShouldNotBeNull().Kind.ShouldBe(WorkerFailureKind.Closed);
        Should.Throw<ArgumentException>(() => Process.GetProcessById(process).Dispose(), "the process has ended");
        await Should.ThrowAsync<ObjectDisposedException>(() => _worker.ProbeAsync("tflite"));
    }

    [Fact]
    public async Task Peak_OfAMeasurement_DoesNotGrowWithItsSamples()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        await LoadAsync("tflite");
        var options = new MeasureOptions { WarmUpMinTime = TimeSpan.Zero, MinTime = TimeSpan.Zero, MaxRuns = 100 };
        var small = (await _worker.MeasureAsync([Input], options)).Require().PeakRssBytes;
        Assert.SkipWhen(small is null, "this system cannot begin a new peak");
        await LoadAsync("tflite");
        var large = (await _worker.MeasureAsync([Input], options with { MaxRuns = 5_000_000 })).Require().PeakRssBytes;
        // The samples take 80 MB.
        Math.Abs(large!.Value - small.Value).ShouldBeLessThan(16 << 20);
    }

    [Fact]
    public async Task Diagnostics_OfTheRuntime_LeaveNothingInTheTemporaryFolder()
    {
        await _worker.ProbeAsync("onnxruntime");
        Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{_worker.ProcessId}-*").ShouldBeEmpty();
        Directory.GetFiles(Path.GetTempPath(), $"clr-debug-pipe-{_worker.ProcessId}-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Greet_TellsTheEnginesAndTheClock()
    {
        var greeting = (await _worker.GreetAsync()).Require();
        greeting.Minor.ShouldBe(5);
        greeting.ClockHz.ShouldBe(Stopwatch.Frequency);
        greeting.ClockStepNs.ShouldNotBeNull().ShouldBeInRange(1, 1_000_000);
        greeting.Engines.Select(e => e.Name).ShouldBe(InferenceEngines.Catalog.All.Select(e => e.Name));
        foreach (var engine in InferenceEngines.Catalog.All)
        {
            var told = greeting.Engines.Single(e => e.Name == engine.Name);
            told.Formats.ShouldBe([engine.Format]);
            told.Delegates.ShouldBe(engine.Delegates);
            (told.Version, told.Problem).ShouldBe((engine.Probe().Version, engine.Probe().Problem));
        }
    }

    [Fact]
    public async Task Describe_IsWhatTheReaderReadsHere() => (await _worker.DescribeAsync()).Require().ShouldBe(DeviceReader.Read());

    [Fact]
    public async Task Fault_Hang_EndsAtItsDeadline()
    {
        using var worker = new EngineWorker(new EngineWorkerOptions { AllowFaults = true, Deadline = TimeSpan.FromSeconds(3) });
        (await worker.ProbeAsync("onnxruntime")).IsSuccess.ShouldBeTrue();
        var failure = (await worker.FaultAsync(WorkerFault.Hang)).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Timeout);
        failure.Message.ShouldContain("3 s");
        worker.ProcessId.ShouldBeNull();
        (await worker.ProbeAsync("onnxruntime")).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Fault_Memory_EndsAtTheLimit()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "4 GiB are too much for a machine whose limits are unknown");
        using var worker = new EngineWorker(new EngineWorkerOptions { AllowFaults = true, MemoryLimitBytes = 300L << 20 });
        var failure = (await worker.FaultAsync(WorkerFault.Memory)).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.OutOfMemory);
        failure.Message.ShouldContain("300 MiB");
        // It takes 16 MiB at a time and is looked at every 50 ms: it cannot have come near twice the limit unless nobody looked.
        var used = int.Parse(failure.Message.Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture);
        used.ShouldBeInRange(300, 590);
        (await worker.ProbeAsync("tflite")).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task Fault_Print_DoesNotReachTheChannel()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs libc");
        (await _worker.FaultAsync(WorkerFault.Print)).IsSuccess.ShouldBeTrue();
        var failure = (await _worker.FaultAsync(WorkerFault.Exit)).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Crash);
        failure.Message.ShouldContain("exit code 3");
        failure.StandardErrorTail.ShouldContain("noise from native code");
    }

    [Fact]
    public async Task Fault_NotAllowed_IsNoRequest()
    {
        using var worker = new EngineWorker();
        (await worker.FaultAsync(WorkerFault.Crash)).Failure!.Kind.ShouldBe(WorkerFailureKind.Protocol);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Load_DamagedModelInTheMaking_IsRefusedByThePlaceThatItIsMadeFor(string engine)
    {
        SkipWithout(engine);
        using var folder = new TemporaryFolder();
        var location = Path.Combine(folder.Path, "variant.model");
        using var staged = StagedOutput.Begin(location);
        File.WriteAllBytes(staged.Path, File.ReadAllBytes(Tiny(engine))[..40]);
        var failure = (await _worker.LoadAsync(engine, staged.Path, new EngineOptions())).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Refused);
        failure.Message.ShouldContain(location);
        failure.Message.ShouldNotContain(Path.GetDirectoryName(staged.Path)!);
    }

    [Fact]
    public async Task Load_DamagedOrMissingModel_IsRefusedWithTheReason()
    {
        using var file = new TemporaryFile("not a model at all, but long enough"u8);
        foreach (var engine in InferenceEngines.Catalog.All.Where(engine => engine.Probe().IsAvailable))
        {
            var failure = (await _worker.LoadAsync(engine.Name, file.Path, new EngineOptions())).Failure.ShouldNotBeNull();
            failure.Kind.ShouldBe(WorkerFailureKind.Refused);
            failure.Message.ShouldContain(file.Path);
        }
        (await _worker.LoadAsync("onnxruntime", "/no/such/file.onnx", new EngineOptions())).Failure!.Message.ShouldContain("no such file");
        (await _worker.LoadAsync("abacus", file.Path, new EngineOptions())).Failure!.Message.ShouldContain("abacus");
        (await LoadAsync("onnxruntime")).IsSuccess.ShouldBeTrue();
        (await _worker.InferAsync([Tensor.Create(new Shape(1, 5), new float[5])])).Failure!.Message.ShouldContain("float32[?,4]");
    }

    [Fact]
    public async Task Memory_AfterReset_BeginsANewPeak()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        var before = (await _worker.MemoryAsync(resetPeak: true)).Require();
        before.RssBytes.ShouldNotBeNull().ShouldBeGreaterThan(1 << 20);
        before.PeakRssBytes.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(before.RssBytes.Value - (4 << 20));
    }

    [Fact]
    public async Task WorkerPath_Wrong_SaysHowToGetIt()
    {
        using var worker = new EngineWorker(new EngineWorkerOptions { WorkerPath = "/no/such/worker" });
        var failure = (await worker.ProbeAsync("tflite")).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Protocol);
        failure.Message.ShouldContain("build Sartor.Worker");
    }

    [Fact]
    public async Task WorkerPath_NoWorkerAtAll_IsAProtocolFailure()
    {
        Assert.SkipUnless(File.Exists("/bin/echo"), "needs /bin/echo");
        using var worker = new EngineWorker(new EngineWorkerOptions { WorkerPath = "/bin/echo" });
        (await worker.ProbeAsync("tflite")).Failure!.Kind.ShouldBeOneOf(WorkerFailureKind.Protocol, WorkerFailureKind.Crash);
    }

    [Fact]
    public async Task Cancellation_EndsTheWorker()
    {
        await _worker.ProbeAsync("tflite");
        using var cancel = new CancellationTokenSource();
        var hang = _worker.FaultAsync(WorkerFault.Hang, cancel.Token);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(hang);
        (await _worker.ProbeAsync("tflite")).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task ClientGone_DuringARequest_EndsTheWorker()
    {
        var start = WorkerLocator.Find(new EngineWorkerOptions());
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment[WorkerProtocol.FaultsVariable] = "1";
        using var process = Process.Start(start)!;
        var frames = new FrameStream(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
        await frames.WriteAsync(new Frame("hello").With("protocol", 1));
        (await frames.ReadAsync())!.Type.ShouldBe("ok");
        await frames.WriteAsync(new Frame("fault").With("fault", "hang"));
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task Infer_MoreThanOneMessageHolds_IsRefusedAndTheWorkerGoesOn()
    {
        await LoadAsync("onnxruntime");
        var process = _worker.ProcessId;
        var part = Tensor.Create(new Shape(128 << 20), new byte[128 << 20]);
        var inputs = Enumerable.Repeat(part, 20).ToArray();
        var failure = (await _worker.InferAsync(inputs)).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Refused);
        failure.Message.ShouldContain("2684354560 bytes");
        (await _worker.MeasureAsync(inputs, new MeasureOptions())).Failure!.Kind.ShouldBe(WorkerFailureKind.Refused);
        (await _worker.InferAsync([Input])).Require()[0].ToSingles().ShouldBe(Expected, 1e-5);
        _worker.ProcessId.ShouldBe(process);
    }

    [Fact]
    public async Task Request_OverTheHeaderLimit_IsAProtocolFailureAndTheNextRequestWorks()
    {
        await _worker.ProbeAsync("onnxruntime");
        var failure = (await _worker.ProbeAsync(new string('x', 2 << 20))).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Protocol);
        failure.Message.ShouldContain("more than the protocol allows");
        (await _worker.ProbeAsync("onnxruntime")).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task ProtocolFailure_OfAnyKind_EndsTheWorker()
    {
        using var worker = new EngineWorker();
        (await worker.ProbeAsync("onnxruntime")).IsSuccess.ShouldBeTrue();
        (await worker.FaultAsync(WorkerFault.Crash)).Failure!.Kind.ShouldBe(WorkerFailureKind.Protocol);
        worker.ProcessId.ShouldBeNull();
        (await worker.ProbeAsync("onnxruntime")).IsSuccess.ShouldBeTrue();
    }

    [Theory]
    [InlineData("outputs=1\noutput.0.type=float32\noutput.0.shape=1,x\n")]
    [InlineData("outputs=1\noutput.0.type=float32\noutput.0.shape=-1\n")]
    [InlineData("outputs=1\noutput.0.type=float32\noutput.0.shape=9223372036854775807,4\n")]
    [InlineData("outputs=-1\n")]
    [InlineData("outputs=1\noutput.0.type=int4\noutput.0.shape=4611686018427387904,2,0\n")]
    public async Task Reply_Invalid_IsAProtocolFailureAndEndsTheWorker(string fields)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs a shell");
        using var folder = new TemporaryFolder();
        var replies = Path.Combine(folder.Path, "replies");
        await using (var stream = File.Create(replies))
        {
            var frames = new FrameStream(Stream.Null, stream);
            await frames.WriteAsync(new Frame("ok").With("protocol", 1).With("clock_hz", 1000).With("engines", ""));
            await frames.WriteAsync(Frame.DecodeHeader(System.Text.Encoding.UTF8.GetBytes("type=ok\n" + fields)));
        }
        var script = Script(folder, $"cat '{replies}'\nexec cat > /dev/null");
        using var worker = new EngineWorker(new EngineWorkerOptions { WorkerPath = script });
        var failure = (await worker.InferAsync([Input])).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Protocol);
        failure.Message.ShouldContain("invalid reply");
        worker.ProcessId.ShouldBeNull();
    }

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    private static string Script(TemporaryFolder folder, string text)
    {
        var script = Path.Combine(folder.Path, "worker");
        File.WriteAllText(script, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return script;
    }

    private static string Tiny(string engine) => TestFiles.Data("tiny", $"dense.{InferenceEngines.Get(engine).Format}");

    private Task<WorkerOutcome<LoadedModel>> LoadAsync(string engine)
    {
        SkipWithout(engine);
        return _worker.LoadAsync(engine, Tiny(engine), new EngineOptions());
    }

    private static void SkipWithout(string engine)
    {
        if (InferenceEngines.Get(engine).Probe().Problem is { } problem) Assert.Skip($"{engine}: {problem}");
    }
}
