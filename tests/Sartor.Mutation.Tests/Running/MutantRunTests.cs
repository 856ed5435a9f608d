using Sartor.Mutation.Running;

namespace Sartor.Mutation.Tests.Running;

public sealed class MutantRunTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("pass", Verdict.Survived, null)]
    [InlineData("[ $SARTOR_MUTANT = 7 ] && fail\npass", Verdict.Killed, "A.Test")]
    [InlineData("exit 134", Verdict.Crashed, "Scripted.Tests")]
    public async Task Mutant_GetsTheVerdictOfItsTests(string run, object verdict, string? by)
    {
        using var scripted = new ScriptedProgram(run);

        var outcome = await RunAsync(scripted, 7);

        outcome.Verdict.ShouldBe(verdict);
        outcome.By.ShouldBe(by);
        outcome.Unsteady.ShouldBeEmpty();
    }

    [Fact]
    public async Task Failure_ThatDoesNotRepeat_IsNoKill()
    {
        using var scripted = new ScriptedProgram("[ -e once ] || { touch once; fail; }\npass");

        var outcome = await RunAsync(scripted, 7);

        outcome.Verdict.ShouldBe(Verdict.Survived);
        outcome.Unsteady.ShouldBe(["A.Test"]);
    }

    [Fact]
    public async Task Mutant_ThatNoTestReaches_IsNotRun()
    {
        using var scripted = new ScriptedProgram("fail");

        (await RunAsync(scripted, 8)).Verdict.ShouldBe(Verdict.NotReached);
    }

    [Fact]
    public async Task Process_OverItsTime_IsEnded()
    {
        using var scripted = new ScriptedProgram("exec tail -f /dev/null");

        var result = await scripted.Program.RunAsync(
            "-class", ["A"], scripted.Folder, new Dictionary<string, string>(), TimeSpan.FromMilliseconds(100), Stop);

        result.HasEnded.ShouldBeFalse();
        result.IsClean.ShouldBeFalse();
    }

    [Fact]
    public void Batches_BeginWithTheQuickest()
    {
        CoveredClass[] coverage =
        [
            new("P", "Slow", 9, 1, 0, [1]), new("P", "A", 1, 1, 0, [1, 2]), new("Q", "B", 0.5, 1, 0, [1]), new("P", "C", 1, 1, 0, [1]),
            new("Q", "D", 1, 1, 0, [2]),
        ];

        var batches = Batch.For(1, coverage);

        batches.Select(b => $"{b.Program}: {string.Join(',', b.Classes)}").ShouldBe(["Q: B", "P: A,C", "P: Slow"]);
        batches.Select(b => b.Seconds).ShouldBe([0.5, 2, 9]);
    }

    private static Task<MutantOutcome> RunAsync(ScriptedProgram scripted, int mutant) =>
        new MutantRun([scripted.Program], [new CoveredClass("Scripted.Tests", "A", 0.1, 1, 0, [7])], scripted.Folder)
            .RunAsync(mutant, Stop);
}
