using Sartor.Cli.Display;
using Sartor.Tailor.Tuning;

namespace Sartor.Cli.Tests.Display;

/// <summary>What stands on a terminal while a tuning runs.</summary>
public sealed class LiveTuneTests
{
    [Fact]
    public void Lines_ShowTheStageAndTheFigures()
    {
        var printed = new List<string>();
        var live = new LiveTune(printed.Add);

        live.Noted("something is assumed.");
        live.Prepared(50, 200);
        var preparing = live.Lines();
        live.Started(new TuningStart(10, 40, 7, 160));
        var starting = live.Lines();
        live.Advanced(new TuningProgress(20, 40, 0.5, 1.25, 0.913, null, TimeSpan.FromSeconds(70), TimeSpan.FromHours(2)));
        var training = live.Lines();

        printed.ShouldBe(["something is assumed."]);
        preparing.ShouldBe([$"prepare {new string('━', 7)}{new string('┄', 21)}", "        50/200 samples"]);
        starting[1].Trim().ShouldBe("goes on at step 10: 40 steps, 160 images, 7 SubNets");
        training.ShouldBe(
            [$"tune    {new string('━', 14)}{new string('┄', 14)}",
            "        step 20/40, epoch 0.50, loss 1.250, largest 91.3 %, 1:10, 2:00:00 left"]);
    }
}
