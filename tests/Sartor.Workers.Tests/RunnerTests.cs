using Sartor.Contracts;
using Sartor.Contracts.Devices;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests;

/// <summary>The same work in each program that the worker is compiled to; the oracle is the engine in this process.</summary>
public sealed class RunnerTests : IDisposable
{
    // Kernels on arm64 add in another order: floats differ by less than 1e-6 of their size. 8-bit kernels round halves the other way,
    // once a layer: a step at the end of three layers; over the 28 of MobileNet, on noise, 0.28 steps root mean square and at most 8.
    private const double FloatTolerance = 1e-5;
    private const double RootMeanSquareSteps = 0.5;

    private EmulatedMachine? _machine;

    public static TheoryData<string, string, string> Models
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var program in Programs)
            {
                foreach (var engine in Engines)
                {
                    foreach (var name in engine.Delegates)
                    {
                        data.Add(program, $"{engine.Name}/{name}", $"tiny/dense.{engine.Format}");
                        foreach (var model in SharedModels.Where(model => model.EndsWith(engine.Format, StringComparison.Ordinal)))
                            data.Add(program, $"{engine.Name}/{name}", model);
                    }
                }
            }
            return data;
        }
    }

    // An opt-in engine stands for another runtime and needs programs that no device has.
    private static IEnumerable<IInferenceEngine> Engines => InferenceEngines.Catalog.All.Where(engine => !engine.IsOptIn);

    public static TheoryData<string> Programs => ["jit", "native", "arm64"];

    private static string[] SharedModels =>
        ["mnist-8.onnx", "hello_world_float.tflite", "hello_world_int8.tflite", "mobilenet_v1_0.25_224_float.tflite",
        "mobilenet_v1_0.25_224_uint8.tflite"];

    public void Dispose() => _machine?.Dispose();

    [Theory, MemberData(nameof(Models))]
    public async Task Infer_OfAModel_GivesWhatTheEngineGivesInProcess(string program, string engineAndDelegate, string model)
    {
        using var worker = Start(program);
        var (engine, options) = (engineAndDelegate.Split('/')[0], new EngineOptions { Delegate = engineAndDelegate.Split('/')[1] });
        var path = model.StartsWith("tiny/", StringComparison.Ordinal)
            ? TestFiles.Data(model.Split('/'))
            : TestFiles.Shared("models", model);
        using var session = InferenceEngines.Get(engine).Prepare(path, options);
        var loaded = (await worker.LoadAsync(engine, path, options)).Require();
        loaded.Inputs.ShouldBe(session.Inputs);
        loaded.Outputs.ShouldBe(session.Outputs);
        loaded.Delegation.ActualDelegate.ShouldBe(session.Delegation.ActualDelegate);

        var random = new Random(11);
        for (var round = 0; round < 2; round++)
        {
            Tensor[] inputs = [.. session.Inputs.Select(input => Random(input.Type, random))];
            var (ours, theirs) = (session.Infer(inputs), (await worker.InferAsync(inputs)).Require());
            theirs.Count.ShouldBe(ours.Count);
            for (var i = 0; i < ours.Count; i++)
                Compare(theirs[i], ours[i], exactly: program != "arm64", steps: model.StartsWith("mobilenet", StringComparison.Ordinal) ? 16
                    : 1);
        }
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task Measure_GivesAsManySamplesAsAsked(string program)
    {
        using var worker = Start(program);
        foreach (var engine in Engines)
        {
            var loaded = (await worker.LoadAsync(engine.Name, TestFiles.Data("tiny", $"dense.{engine.Format}"), new EngineOptions()))
                .Require();
            var options = new MeasureOptions { WarmUpMinRuns = 2, WarmUpMinTime = TimeSpan.Zero, MinRuns = 9, MinTime = TimeSpan.Zero };
            var measured = (await worker.MeasureAsync([Random(loaded.Inputs.Single().Type, new Random(1))], options)).Require();
            measured.WarmUpNs.Count.ShouldBe(2);
            measured.SamplesNs.Count.ShouldBe(9);
            measured.SamplesNs.ShouldAllBe(sample => sample > 0);
        }
    }

    // Function pointers are what could differ where the worker is compiled ahead of time.
    [Theory, MemberData(nameof(Programs))]
    public async Task Profile_NamesTheStepsOfBothDelegates(string program)
    {
        using var worker = Start(program);
        var model = TestFiles.Shared("models", "mobilenet_v1_0.25_224_float.tflite");
        var limits = new ProfileLimits { MaxRuns = 2, MaxTime = TimeSpan.FromMinutes(5) };
        foreach (var (name, steps) in ((string, int)[])[("none", 31), ("xnnpack", 3)])
        {
            var loaded = (await worker.LoadAsync("tflite", model, new EngineOptions { Delegate = name, Profiles = true })).Require();
            var profile = (await worker.ProfileAsync([Random(loaded.Inputs.Single().Type, new Random(1))], limits)).Require();
            profile.Problem.ShouldBeNull();
            profile.Steps.Count.ShouldBe(steps);
            profile.Steps.ShouldAllBe(step => step.MedianNs > 0);
            profile.Steps.Sum(step => step.Nodes.Count).ShouldBe(31);
        }
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task Profile_OfOnnxRuntime_NamesItsNodes(string program)
    {
        using var worker = Start(program);
        var options = new EngineOptions { Profiles = true, Optimization = GraphOptimization.None };
        var loaded = (await worker.LoadAsync("onnxruntime", TestFiles.Shared("models", "mnist-8.onnx"), options)).Require();
        var limits = new ProfileLimits { MaxRuns = 2, MaxTime = TimeSpan.FromMinutes(5) };
        var profile = (await worker.ProfileAsync([Random(loaded.Inputs.Single().Type, new Random(1))], limits)).Require();
        profile.Problem.ShouldBeNull();
        profile.Steps.Count.ShouldBe(loaded.Delegation.NodeCount);
    }

    // 30 MB of runtime, against less than 1 MB of model, would be the larger part of the number.
    [Fact]
    public async Task Peak_OfTheSameModel_IsThatOfTheModelInEachProgram()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        var (jit, native) = (await PeakAsync("jit"), await PeakAsync("native"));
        Assert.SkipWhen(jit.PeakRssBytes is null, "the system does not begin a new peak");
        jit.RuntimeRssBytes.ShouldNotBeNull().ShouldBeGreaterThan(native.RuntimeRssBytes.ShouldNotBeNull() + (15 << 20));
        Math.Abs(jit.PeakRssBytes!.Value - native.PeakRssBytes!.Value).ShouldBeLessThan(8 << 20);
    }

    [Theory, MemberData(nameof(Programs))]
    public async Task Fault_OfNativeCode_IsAnOutcomeAndTheNextRequestWorks(string program)
    {
        using var worker = Start(program);
        foreach (var (fault, signal) in new[] { (WorkerFault.Crash, "SIGSEGV"), (WorkerFault.Abort, "SIGABRT") })
        {
            var failure = (await worker.FaultAsync(fault)).Failure.ShouldNotBeNull();
            failure.Kind.ShouldBe(WorkerFailureKind.Crash);
            failure.Signal.ShouldBe(signal);
        }
        (await worker.FaultAsync(WorkerFault.Print)).IsSuccess.ShouldBeTrue();
        (await worker.ProbeAsync("tflite")).Require().Version.ShouldBe("2.9.0");
    }

    private async Task<Measured> PeakAsync(string program)
    {
        using var worker = Start(program);
        var loaded = (await worker.LoadAsync("tflite", TestFiles.Data("tiny", "dense.tflite"), new EngineOptions())).Require();
        var options = new MeasureOptions { WarmUpMinRuns = 2, WarmUpMinTime = TimeSpan.Zero, MinRuns = 9, MinTime = TimeSpan.Zero };
        return (await worker.MeasureAsync([Random(loaded.Inputs.Single().Type, new Random(1))], options)).Require();
    }

    private EngineWorker Start(string program)
    {
        var (path, problem) = program switch
        {
            "jit" => RunnerPrograms.JustInTime(),
            "native" => RunnerPrograms.Native(),
            _ => ((_machine = EmulatedMachine.WithWorker()).Program, (string?)null),
        };
        Assert.SkipWhen(path is null, problem ?? "");
        return new EngineWorker(new EngineWorkerOptions { WorkerPath = path, AllowFaults = true, Deadline = TimeSpan.FromMinutes(5) });
    }

    private static void Compare(Tensor theirs, Tensor ours, bool exactly, long steps)
    {
        theirs.Type.ShouldBe(ours.Type);
        if (exactly)
        {
            theirs.Data.ToArray().ShouldBe(ours.Data.ToArray());
        }
        else if (ours.Element == ElementType.Float32)
        {
            var (a, b) = (theirs.ToSingles(), ours.ToSingles());
            for (var i = 0; i < b.Length; i++)
                Math.Abs(a[i] - b[i]).ShouldBeLessThanOrEqualTo((float)FloatTolerance * Math.Max(1, Math.Abs(b[i])), $"output {i}");
        }
        else
        {
            var differences = theirs.ToInt64s().Zip(ours.ToInt64s(), (a, b) => Math.Abs(a - b)).ToArray();
            differences.Max().ShouldBeLessThanOrEqualTo(steps);
            Math.Sqrt(differences.Average(d => (double)d * d))
                .ShouldBeLessThanOrEqualTo(differences.Length == 1 ? steps : RootMeanSquareSteps);
        }
    }

    private static Tensor Random(TensorType type, Random random)
    {
        if (type.Element == ElementType.Float32)
            return Tensor.Create(type.Shape!, [.. Enumerable.Range(0, (int)type.ElementCount!.Value).Select(_ => random.NextSingle())]);
        var bytes = new byte[type.ByteCount!.Value];
        random.NextBytes(bytes);
        return new Tensor(type.Element, type.Shape!, bytes);
    }
}
