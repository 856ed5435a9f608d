using Sartor.Results.Records;
using Sartor.Tailor.Operators;
using Sartor.Tailor.Profiling;

namespace Sartor.Tailor.Tests.Profiling;

public sealed class FusionCheckTests
{
    private static readonly Dictionary<string, UnitForm> s_forms = new()
    {
        ["Block a"] = new UnitForm("Block a", ["one", "two"], 0, 0),
        ["Block b"] = new UnitForm("Block b", ["two", "three"], 0, 0),
        ["Other c"] = new UnitForm("Other c", ["one", "unknown"], 0, 0),
        ["Single d"] = new UnitForm("Single d", ["one"], 0, 0),
    };

    private static readonly LatencyItem[] s_steps = [Item("one", 1, 0.1), Item("two", 2, 0.1), Item("three", 3, 0.1)];

    [Fact]
    public void Of_BlocksThatTakeWhatTheirStepsTake_AreAdditive()
    {
        var found = FusionCheck.Of([Item("Block a", 3.1, 0.1), Item("Block b", 4.9, 0.1)], s_steps, s_forms);

        found.ShouldHaveSingleItem().ShouldBe(new FusionFinding("Block", 2, 3.1 / 3, 4.9 / 5, 3.1 / 3, IsAdditive: true));
    }

    [Fact]
    public void Of_ABlockThatTakesLessThanItsStepsBeyondNoise_IsNotAdditive()
    {
        var found = FusionCheck.Of([Item("Block a", 2, 0.1), Item("Block b", 4.9, 0.1)], s_steps, s_forms);

        found.ShouldHaveSingleItem().IsAdditive.ShouldBeFalse();
    }

    [Fact]
    public void Of_FormsWithoutAllTheirSteps_AreNotCompared() =>
        FusionCheck.Of([Item("Other c", 3, 0.1), Item("Single d", 1, 0.1)], s_steps, s_forms).ShouldBeEmpty();

    private static LatencyItem Item(string key, double milliseconds, double half) =>
        new(key, milliseconds, milliseconds - half, milliseconds + half, 10, "trial");
}
