using Sartor.Mutation.Running;

namespace Sartor.Mutation.Tests.Running;

public sealed class ControlRunTests
{
    [Fact]
    public async Task Class_IsNotedWithTheMutantsThatItReaches()
    {
        using var scripted = new ScriptedProgram("[ $CLASS = A ] && reach 3 && reach 5\n[ $CLASS = B ] && reach 4\n(reach 9)\npass");

        var covered = await new ControlRun([scripted.Program], scripted.Folder, 2).RunAsync(TestContext.Current.CancellationToken);

        covered.Select(c => c.Class).ShouldBe(["A", "B"]);
        covered[0].Reached.ShouldBe([3, 5, 9]);
        covered[1].Reached.ShouldBe([4, 9]);
        covered.ShouldAllBe(c => c.Passed == 1);
    }

    [Theory]
    [InlineData("[ $CLASS = B ] && fail\npass")]
    [InlineData("[ $CLASS = B ] && exit 134\npass")]
    public async Task Class_ThatFailsWithoutAMutant_EndsTheRun(string run)
    {
        using var scripted = new ScriptedProgram(run);

        var control = new ControlRun([scripted.Program], scripted.Folder, 2);
        var error = await Should.ThrowAsync<MutationException>(() => control.RunAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldContain("fail without any mutant");
        error.Message.ShouldContain("Scripted.Tests: B");
        error.Message.ShouldNotContain(": A");
    }
}
