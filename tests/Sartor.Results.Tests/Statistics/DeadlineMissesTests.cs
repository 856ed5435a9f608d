using Sartor.Contracts;
using Sartor.Results.Tests.Records;

namespace Sartor.Results.Tests.Statistics;

public sealed class DeadlineMissesTests
{
    [Fact]
    public void Share_IsThatOfTheSamplesOfAResultThatWasReadBack()
    {
        using var file = new TemporaryFile(System.Text.Encoding.UTF8.GetBytes(ResultJson.Write(FitFixture.Full())), ".json");
        var trial = ResultJson.ReadFit(file.Path).Variants.SelectMany(v => v.Trials).First(t => t.SamplesNs.Count >= 100);
        var ordered = trial.SamplesNs.Order().ToArray();
        DeadlineMisses.Of(trial, ordered[^1]).Share.ShouldBe(0);
        DeadlineMisses.Of(trial, ordered[0] - 1).Share.ShouldBe(1);
        // As many lie beyond the tenth from the top as there are beyond it.
        var share = DeadlineMisses.Of(trial, ordered[^11]);
        share.Share.ShouldBe((double)ordered.Count(ns => ns > ordered[^11]) / ordered.Length);
        share.Low.ShouldBeLessThan(share.Share);
    }
}
