using Sartor.Lab.BenchmarkTools;
using Sartor.Results.Records;
using static Sartor.Lab.Tests.BenchmarkTools.ToolLogs;

namespace Sartor.Lab.Tests.BenchmarkTools;

public sealed class BenchmarkModelLogTests
{
    [Fact]
    public void Complete_IsTheSecondBlockAndNeverTheWarmUp()
    {
        var reading = Read(Complete, 4, "xnnpack");
        reading.Problem.ShouldBeNull();
        reading.Timing.ShouldBe(new StatedTiming
        {
            Runs = 1061,
            MeanNs = 56_265_800,
            MinNs = 54_669_000,
            MaxNs = 60_236_000,
            StandardDeviationNs = 982_000,
            WarmupRuns = 9,
            WarmupMeanNs = 58_984_700,
        });
        (reading.LoadNs, reading.FirstInferenceNs).ShouldBe((12_582_000, 81_913_000));
        reading.PeakMemoryBytes.ShouldBe((long)(14.8125 * 1024 * 1024));
        reading.IsPartial.ShouldBeFalse();
        var delegation = reading.Delegation.ShouldNotBeNull();
        (delegation.ActualDelegate, delegation.DelegatedNodeCount, delegation.NodeCount).ShouldBe(("xnnpack", 31, 31));
    }

    [Fact]
    public void Partial_HasAMeanWithAnExponentAndTheMedian()
    {
        var reading = Read(Partial, 1, "xnnpack");
        reading.Problem.ShouldBeNull();
        reading.Timing!.MeanNs.ShouldBe(1_234_570_000);
        reading.Timing.MedianNs.ShouldBe(1_230_000_000);
        (reading.Timing.Runs, reading.Timing.WarmupRuns).ShouldBe((50, 1));
        reading.FirstInferenceNs.ShouldBe(1_633_430_000);
        reading.IsPartial.ShouldBeTrue();
        reading.Delegation.ShouldBeNull("nodes are not counted");
    }

    [Fact]
    public void Old_HasOneTimeForAllRunsThatAreAlike()
    {
        var reading = Read(Old, 1, "none");
        reading.Problem.ShouldBeNull();
        reading.Timing!.MeanNs.ShouldBe(7000);
        (reading.Timing.Runs, reading.Timing.MinNs, reading.Timing.MaxNs, reading.LoadNs).ShouldBe((50, 7000, 7000, 500_000));
    }

    [Fact]
    public void Gpu_Of2020IsRead()
    {
        var reading = Read(Gpu, 1, "gpu");
        reading.Problem.ShouldBeNull();
        (reading.Timing!.MeanNs, reading.Timing.Runs, reading.FirstInferenceNs).ShouldBe((115_246_000, 50, 125_113_000));
        reading.PeakMemoryBytes.ShouldBe((long)(4.25 * 1024 * 1024));
    }

    [Theory]
    [InlineData(Complete, 4, "xnnpack")]
    [InlineData(Partial, 1, "xnnpack")]
    [InlineData(Gpu, 1, "gpu")]
    public void Logcat_SaysTheSameAsTheTool(string log, int threads, string name)
    {
        var collected = LogcatText.OfProcess(Logcat(log), "tflite", $"Loaded model {GraphPath}").ShouldNotBeNull();
        Read(collected, threads, name).ShouldBe(Read(log, threads, name));
        // The app's own listener says the summary once more.
        const string Again = "\nAverage inference timings in us: Warmup: 58984.7, Init: 12582, Inference: 56265.8Overall max resident set";
        if (log == Complete) Read(collected + Again, threads, name).Timing.ShouldBe(Read(log, threads, name).Timing);
    }

    [Fact]
    public void Logcat_OfTwoProcessesOrNoneIsNobodys()
    {
        LogcatText.OfProcess(Logcat(Gpu), "tflite", "Loaded model /other").ShouldBeNull();
        var other = Logcat(Gpu).Replace("  4000  ", "  4001  ", StringComparison.Ordinal);
        LogcatText.OfProcess(Logcat(Gpu) + other, "tflite", $"Loaded model {GraphPath}").ShouldBeNull();
    }

    [Theory]
    // Flags and delegates: it did something else than it was told.
    [InlineData(
        "INFO: STARTING!", "WARN: Unconsumed cmdline flags: --use_xnnpack=true\nINFO: STARTING!",
        "does not know --use_xnnpack=true", true)]
    [InlineData("INFO: STARTING!", "Unconsumed cmdline flags: --use_gpu", "does not know --use_gpu", true)]
    [InlineData("INFO: Explicitly applied", "INFO: Nearly applied", "does not say that it applied xnnpack", true)]
    [InlineData(
        "Explicitly applied XNNPACK delegate, and the model graph will be completely executed by the delegate.",
        "Though XNNPACK delegate is explicitly applied, the model graph will not be executed by the delegate.", "took none", true)]
    [InlineData("applied XNNPACK delegate,", "applied GPU delegate,", "applied GPU, which was not asked for", true)]
    [InlineData(
        "INFO: The input",
        "INFO: Explicitly applied GPU delegate, and the model graph will be partially executed by the delegate w/ 1\nINFO: The input",
        "applied GPU, which", true)]
    [InlineData("INFO: The input", "ERROR: Failed to apply XNNPACK delegate.\nINFO: The input", "could not use xnnpack", true)]
    [InlineData("INFO: The input", "INFO: GPU acceleration is unsupported on this platform.\nINFO: The input", "could not use", true)]
    [InlineData("Num threads: [4]", "Num threads: [1]", "used 1 threads in place of 4", true)]
    [InlineData("inference: [4]", "inference: [1]", "used 1 threads in place of 4", true)]
    [InlineData(GraphPath, "/data/local/tmp/other.tflite", "does not say that it loaded the model", true)]
    // Blocks: warm-up only, none, too many, in disorder.
    [InlineData("INFO: count=1061 first=56576 curr=56299 min=54669 max=60236 avg=56265.8 std=982", "", "ended after its warm-up", false)]
    [InlineData("INFO: count=9 first=81913 curr=55502 min=55502 max=81913 avg=58984.7 std=8115", "", "belong to no run", false)]
    [InlineData(
        "INFO: Inference timings", "INFO: Running benchmark for at least 1\nINFO: count=1 curr=5\nINFO: Inference timings",
        "more than once", false)]
    [InlineData("INFO: Inference timings", "INFO: count=1 curr=5\nINFO: Inference timings", "belong to no run", false)]
    [InlineData("INFO: Inference timings", "INFO: Timings", "ended before its summary", false)]
    [InlineData("Inference (avg): 56265.8", "Inference (avg)", "cannot be read", false)]
    [InlineData(
        "INFO: Note",
        "INFO: Inference timings in us: Init: 1, First inference: 1, Warmup (avg): 1, Inference (avg): 1\nINFO: Note",
        "differ", false)]
    [InlineData(
        "INFO: Loaded",
        "INFO: Inference timings in us: Init: 12582, First inference: 81913, Warmup (avg): 58984.7, Inference (avg):"
        + " 56265.8\nINFO: Loaded",
        "before the runs", false)]
    // Numbers.
    [InlineData("avg=56265.8", "avg=nan", "cannot be read: avg=nan", false)]
    [InlineData("avg=56265.8", "avg=-56265.8", "cannot be read: avg=-56265.8", false)]
    [InlineData("avg=56265.8", "avg=56265,8", "cannot be read: avg=56265,8", false)]
    [InlineData("avg=56265.8", "avg=56265.8 avg=1", "cannot be read: avg=1", false)]
    [InlineData("avg=56265.8", "avg=1e99", "is not between", false)]
    [InlineData("avg=56265.8", "avg=inf", "cannot be read: avg=inf", false)]
    [InlineData("avg=56265.8", "avg=60237", "is not between", false)]
    [InlineData("avg=56265.8", "avg=54660", "is not between", false)]
    [InlineData("avg=56265.8", "avg=56266.9", "contradicts its runs", false)]
    [InlineData("avg=56265.8 ", "", "without a mean", false)]
    [InlineData("min=54669 ", "", "without a minimum", false)]
    [InlineData("count=1061 first", "count=0 first", "counted no run", false)]
    [InlineData("count=1061 first=56576 curr=56299 min=54669 max=60236 avg=56265.8 std=982", "count=0", "counted no run", false)]
    [InlineData("count=1061 first", "count=10.5 first", "without a count", false)]
    [InlineData(
        "count=1061 first=56576 curr=56299 min=54669 max=60236 avg=56265.8 std=982", "count=2 curr=56265.8",
        "without a mean", false)]
    [InlineData("count=1061 first", "count=1e30 first", "without a count", false)]
    [InlineData("Init: 12582", "Init: 1e20", "times of more than a day", false)]
    [InlineData("First inference: 81913", "First inference: 1e20", "times of more than a day", false)]
    [InlineData("max=60236 avg=56265.8", "max=1e20 avg=56265.8", "times of more than a day", false)]
    [InlineData("Init: 12582", "Init: -1", "words in place of numbers", false)]
    [InlineData(
        "Warmup (avg): 58984.7, Inference (avg): 56265.8", "Warmup (avg): 58984,7, Inference (avg): 56265,8",
        "cannot be read", false)]
    [InlineData("Warmup (avg): 58984.7, Inference (avg): 56265.8", "Warmup (avg): 56265.8, Inference (avg): 58984.7", "contradicts", false)]
    // Texts of others.
    [InlineData("INFO: STARTING!", "\u001b[32mINFO: STARTING!\u001b[0m", "control characters", false)]
    [InlineData("INFO: STARTING!", "INFO: \0", "control characters", false)]
    public void Mistake_IsNamed(string right, string wrong, string problem, bool isRefused)
    {
        Complete.ShouldContain(right);
        var reading = Read(Complete.Replace(right, wrong, StringComparison.Ordinal), 4, "xnnpack");
        reading.Timing.ShouldBeNull();
        reading.Problem.ShouldNotBeNull().ShouldContain(problem);
        reading.IsRefused.ShouldBe(isRefused);
    }

    [Fact]
    public void MemoryThatNoDeviceHas_IsNotKnown() =>
        Read(Complete.Replace("overall=14.8125", "overall=1e20", StringComparison.Ordinal), 4, "xnnpack").PeakMemoryBytes.ShouldBeNull();

    [Fact]
    public void OwnKernels_AreRefusedWhereADelegateRan()
    {
        Read(Complete, 4, "none").Problem.ShouldNotBeNull().ShouldContain("used a delegate though none was asked for");
        var silent = Old.Replace("resolved reporter", "INFO: Created TensorFlow Lite XNNPACK delegate for CPU.", StringComparison.Ordinal);
        Read(silent, 1, "none").IsRefused.ShouldBeTrue();
        Read(Old, 1, "nnapi").Problem.ShouldNotBeNull().ShouldContain("does not say that it applied nnapi");
    }

    [Theory]
    [InlineData(Complete, 4, "xnnpack")]
    [InlineData(Partial, 1, "xnnpack")]
    [InlineData(Old, 1, "none")]
    [InlineData(Gpu, 1, "gpu")]
    public void CutLog_HasNoNumbersBeforeItsSummaryIsThere(string log, int threads, string name)
    {
        var end = log.IndexOf("nference timings in us:", StringComparison.Ordinal);
        var whole = Read(log, threads, name).Timing;
        for (var length = 0; length < log.Length; length++)
        {
            var reading = Read(log[..length], threads, name);
            // A number that is cut in its last digits contradicts the runs or is rounded; none is another one.
            if (length < end) reading.Timing.ShouldBeNull($"cut at {length}");
            else if (reading.Timing is not null) reading.Timing.ShouldBe(whole, $"cut at {length}");
            (reading.Timing is null).ShouldBe(reading.Problem is not null);
        }
    }

    [Fact]
    public void EndlessLog_IsRefusedUnread()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Read(Complete + new string('x', 300_000), 4, "xnnpack").Problem.ShouldNotBeNull().ShouldContain("more than 256 KiB");
        // Within the bound, whatever it is, reading takes no time to speak of.
        Read(string.Concat(Enumerable.Repeat("Average inference timings in us: Warmup: 1", 6000)), 4, "xnnpack").Timing.ShouldBeNull();
        Read(string.Concat(Enumerable.Repeat("count=1 ", 30_000)), 4, "xnnpack").Timing.ShouldBeNull();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static ToolReading Read(string log, int threads, string name) =>
        BenchmarkModelLog.Read(log, GraphPath, threads, ToolDelegate.Of(name));
}
