using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Lab.Scores;

namespace Sartor.Lab.Tests.Scores;

public sealed class TopKScoreTests
{
    private static IReadOnlyList<ModelOutput> Outputs(params float[] values) => [new("y", new Shape(1, values.Length), values)];

    [Theory]
    [InlineData(new float[] { 1, 3, 2 }, 1, 1, true)]
    [InlineData(new float[] { 1, 3, 2 }, 2, 1, false)]
    [InlineData(new float[] { 1, 3, 2 }, 2, 2, true)]
    [InlineData(new float[] { 1, 3, 2 }, 0, 2, false)]
    // Of equal ones the first count, so that k of them are among the k largest and no more.
    [InlineData(new float[] { 5, 5, 5, 5 }, 1, 2, true)]
    [InlineData(new float[] { 5, 5, 5, 5 }, 2, 2, false)]
    [InlineData(new float[] { float.NaN, 1, 0 }, 1, 1, true)]
    [InlineData(new float[] { float.NaN, 1, 0 }, 0, 2, false)]
    [InlineData(new float[] { float.NaN, float.NaN, float.NaN }, 0, 2, false)]
    [InlineData(new float[] { 1, 3, 2 }, -1, 2, false)]
    [InlineData(new float[] { 1, 3, 2 }, 3, 2, false)]
    public void Label_IsAmongTheLargest(float[] scores, int label, int k, bool expected) =>
        new TopKScore(k).Terms(Outputs(scores), new SampleTruth(label)).ShouldBe([expected ? 1 : 0]);

    [Fact]
    public void Output_IsReadByName()
    {
        IReadOnlyList<ModelOutput> two =
            [new("a", new Shape(1, 3), new float[] { 1, 0, 0 }), new("b", new Shape(1, 3), new float[] { 0, 1, 0 })];
        var truth = new SampleTruth(1);
        new TopKScore(1).Terms(two, truth).ShouldBe([0]);
        new TopKScore(1, "b").Terms(two, truth).ShouldBe([1]);
        new TopKScore(1, "b").Classes(two).ShouldBeSameAs(two[1]);
        new TopKScore(1, "c").Refusal(two, truth).ShouldBe("reads the output 'c', and the model has 'a', 'b'");
    }

    [Fact]
    public void Network_WithoutOneScoreAClass_IsRefused()
    {
        var truth = new SampleTruth(0);
        new TopKScore(1).Refusal([new("map", new Shape(1, 2, 2), default)], truth)!.ShouldContain("[1,2,2]");
        new TopKScore(1).Refusal([new("one", new Shape(1, 1), default)], truth).ShouldNotBeNull();
        new TopKScore(5).Refusal([new("y", new Shape(1, 5), default)], truth)!.ShouldContain("always right");
        new TopKScore(4).Refusal([new("y", new Shape(1, 5), default)], truth).ShouldBeNull();
    }

    [Fact]
    public void Source_ThatNamesNoClass_IsAgreedWithByNobody()
    {
        var truth = new TopKScore(1).TruthOf(Outputs(float.NaN, float.NaN)).ShouldNotBeNull();
        new TopKScore(1).Terms(Outputs(float.NaN, float.NaN), truth).ShouldBe([0]);
        new TopKScore(1).Terms(Outputs(1, 0), truth).ShouldBe([0]);
    }

    [Theory]
    [InlineData(new float[] { 1, 0.999f, 0 }, 1, true)]
    [InlineData(new float[] { 1, 0.99f, 0 }, 1, false)]
    [InlineData(new float[] { 1, 1, 1 }, 1, true)]
    [InlineData(new float[] { 1, 0.999f, 0 }, 2, false)]
    [InlineData(new float[] { 1, 1, 0.999f, 0 }, 2, true)]
    // The step is one of the range of the scores, not of their size.
    [InlineData(new float[] { 1000, 999, 998 }, 1, false)]
    [InlineData(new float[] { 1, 0.9999f, float.NegativeInfinity, 0 }, 1, true)]
    public void Source_WhoseFirstScoresAreTied_IsNoTruth(float[] scores, int k, bool tied) =>
        (new TopKScore(k).TruthOf(Outputs(scores)) is null).ShouldBe(tied);

    [Fact]
    public void Guessing_ReachesKOfTheClasses() => new TopKScore(5).Guess(Outputs(new float[20]), []).ShouldBe(0.25);
}
