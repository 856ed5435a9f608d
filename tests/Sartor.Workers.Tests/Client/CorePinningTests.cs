using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Workers.Client;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Tests.Client;

/// <summary>Cores of a real worker, by what the kernel says of its threads.</summary>
public sealed class CorePinningTests : IDisposable
{
    private static readonly string s_own = AllowedOf($"/proc/{Environment.ProcessId}/status");
    private readonly EngineWorker _worker = new();

    public void Dispose() => _worker.Dispose();

    [Theory]
    [InlineData("onnxruntime", "dense.onnx")]
    [InlineData("tflite", "dense.tflite")]
    public async Task Threads_OfWorkerAndEngine_KeepToTheirCores(string engine, string model)
    {
        var core = CpuSet.Text([CpuSet.Parse(s_own)![^1]]);
        (await _worker.PinAsync(core)).Require().ShouldBe(core);
        var loaded = (await _worker.LoadAsync(engine, TestFiles.Data("tiny", model), new EngineOptions { Threads = 4 })).Require();
        var measured = (await _worker.MeasureAsync([Zeros(loaded.Inputs[0])], new MeasureOptions
        {
            WarmUpMinRuns = 1,
            WarmUpMinTime = TimeSpan.Zero,
            MinRuns = 5,
            MinTime = TimeSpan.Zero,
            MaxRuns = 10,
            MaxTime = TimeSpan.FromSeconds(5),
        })).Require();
        measured.Cpus.ShouldBe(core);
        var threads = Threads(_worker.ProcessId!.Value);
        threads.Count.ShouldBeGreaterThan(3);
        threads.ShouldAllBe(cores => cores == core);
    }

    [Fact]
    public async Task Worker_ThatNobodyPins_HasTheCoresOfItsClient()
    {
        await _worker.GreetAsync();
        Threads(_worker.ProcessId!.Value).ShouldAllBe(cores => cores == s_own);
    }

    [Theory]
    [InlineData("8000")]
    [InlineData("0,8000")]
    public async Task CoresThatAreNotThere_AreRefusedAndNothingChanges(string cores)
    {
        var failure = (await _worker.PinAsync(cores)).Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(WorkerFailureKind.Refused);
        failure.Message.ShouldBe($"worker: cannot run on cores {cores} here: the system lets it run on {s_own}.");
        Threads(_worker.ProcessId!.Value).ShouldAllBe(allowed => allowed == s_own);
    }

    [Fact]
    public async Task WorkerInPlaceOfOneThatWasKilled_HasItsCores()
    {
        var core = CpuSet.Text([CpuSet.Parse(s_own)![0]]);
        await _worker.PinAsync(core);
        await _worker.LoadAsync("tflite", TestFiles.Data("tiny", "dense.tflite"), new EngineOptions());
        var first = _worker.ProcessId!.Value;
        Process.GetProcessById(first).Kill();
        (await _worker.ProbeAsync("tflite")).IsSuccess.ShouldBeTrue();
        _worker.ProcessId.ShouldNotBe(first);
        Threads(_worker.ProcessId!.Value).ShouldAllBe(cores => cores == core);
    }

    private static List<string> Threads(int process) =>
        [.. Directory.EnumerateDirectories($"/proc/{process}/task").Select(folder => AllowedOf($"{folder}/status"))];

    private static string AllowedOf(string status) =>
        File.ReadLines(status).Single(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)).Split('\t')[1];

    private static Tensor Zeros(SessionTensor input) => new(input.Type.Element, input.Type.Shape!, new byte[input.Type.ByteCount!.Value]);
}
