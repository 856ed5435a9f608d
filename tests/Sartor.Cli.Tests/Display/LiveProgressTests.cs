using Sartor.Cli.Display;
using Sartor.Core;
using Sartor.Lab.Jobs;
using Sartor.Results.Records;
using Spectre.Console;

namespace Sartor.Cli.Tests.Display;

public sealed class LiveProgressTests
{
    [Fact]
    public void Picture_ShowsStagesVariantsAndTrials()
    {
        var progress = new LiveProgress(TimeProvider.System);
        progress.StageStarted(RunStage.Read, 0);
        progress.StageFinished(RunStage.Read, "1000 samples");
        progress.VariantMade(Made("int8 [draft]"));
        progress.VariantVerified("int8 [draft]", Passed());
        progress.StageStarted(RunStage.Measure, 4);
        progress.TrialFinished("int8 [draft]", Trial());
        progress.StageAdvanced(RunStage.Measure, 1, "");
        progress.TrialStarted(new TrialKey("int8 [draft]", "tflite", "none"));
        progress.Reported(Diagnostic.Warning("noisy", "the machine is busy [really]"));
        progress.Reported(Diagnostic.Note("shape", "not worth a line"));

        var text = Drawn(progress);

        foreach (var part in (string[])[
            "✓", "1000 samples", "1/4", "int8 [draft]", "tflite/xnnpack", "412 µs", "91.1 %", "passed",
            "measuring int8 [draft] · tflite/none", "warning: the machine is busy [really]"])
            text.ShouldContain(part);
        text.ShouldNotContain("not worth a line");
    }

    [Fact]
    public void TimeThatIsLeft_GoesByThePaceSoFar()
    {
        var time = new SteppedTime();
        var progress = new LiveProgress(time);
        progress.StageStarted(RunStage.Measure, 10);
        time.Seconds = 20;
        progress.StageAdvanced(RunStage.Measure, 1, "");
        Drawn(progress).ShouldNotContain("left");
        progress.StageAdvanced(RunStage.Measure, 2, "");
        // 2 steps in 20 s: 8 more take 80 s.
        Drawn(progress).ShouldContain("2/10 about 1:20 left");
        progress.StageAdvanced(RunStage.Measure, 10, "");
        Drawn(progress).ShouldNotContain("left");
    }

    [Fact]
    public void EachEvent_ButNotEachStep_DrawsAnew()
    {
        var drawn = 0;
        var progress = new LiveProgress(TimeProvider.System) { Changed = _ => drawn++ };
        progress.StageStarted(RunStage.Calibrate, 1000);
        for (var i = 0; i < 1000; i++) progress.StageAdvanced(RunStage.Calibrate, i, "");
        progress.StageFinished(RunStage.Calibrate, "done");

        drawn.ShouldBe(2);
    }

    [Fact]
    public async Task PictureThatIsBeingDrawn_IsFinishedBeforeTheDisplayIsTakenAway()
    {
        using ManualResetEventSlim began = new(), mayEnd = new();
        var running = false;
        var progress = new LiveProgress(TimeProvider.System)
        {
            Changed = _ =>
            {
                running = true;
                began.Set();
                mayEnd.Wait(TestContext.Current.CancellationToken);
                running = false;
            },
        };
        var drawing = Task.Run(progress.Redraw, TestContext.Current.CancellationToken);
        began.Wait(TestContext.Current.CancellationToken);
        var taken = Task.Run(
            () =>
            {
                progress.Changed = null;
                return running;
            },
            TestContext.Current.CancellationToken);

        (await Task.WhenAny(taken, Task.Delay(100, TestContext.Current.CancellationToken))).ShouldNotBe(taken);
        mayEnd.Set();
        (await taken).ShouldBeFalse();
        await drawing;
    }

    private static string Drawn(LiveProgress progress)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.No });
        console.Profile.Width = 160;
        console.Write(progress.Render());
        return writer.ToString();
    }

    private static VariantResult Made(string name) => new()
    {
        Name = name,
        Format = "tflite",
        Precision = "int8",
        Outcome = VariantOutcome.Made,
        SizeBytes = 195_000,
        Trials = [],
    };

    private static Verdict Passed() => new()
    {
        Target = new("tflite", "xnnpack"),
        Parity = [],
        Scores =
        [
            new ScoreResult
            {
                Name = "top1", Title = "top-1 accuracy", Kind = ScoreKind.Share, Truth = ScoreTruth.Data, Samples = 1000,
                Variant = new ScoreValue { Value = 0.911, Low = 0.89, High = 0.93, Correct = 911 },
            },
        ],
        Gate = Gate.Of([]),
    };

    private static TrialResult Trial() => new()
    {
        Id = "1",
        Engine = "tflite",
        EngineVersion = "2.9.0",
        Delegate = "xnnpack",
        Outcome = TrialStatus.Measured,
        WarmupSamplesNs = [],
        SamplesNs = [],
        Latency = new LatencySummary
        {
            MedianNs = 412_000,
            MedianLowNs = 411_000,
            MedianHighNs = 413_000,
            Confidence = 0.95,
            P90Ns = 420_000,
            P95Ns = 430_000,
            P99Ns = 440_000,
            MinNs = 400_000,
            MadNs = 1_000,
            MeanNs = 412_000,
            Count = 100,
            Flags = [],
        },
    };
}
