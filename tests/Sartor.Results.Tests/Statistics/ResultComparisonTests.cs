using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Results.Statistics;
using Sartor.Results.Tests.Records;

namespace Sartor.Results.Tests.Statistics;

public sealed class ResultComparisonTests
{
    private static readonly FitResult s_fit = FitFixture.Full();

    [Fact]
    public void SameResult_HasNoNoteAndEveryTrial()
    {
        var compared = Compare(s_fit, s_fit);
        compared.Notes.ShouldBeEmpty();
        compared.Trials.Count.ShouldBe(s_fit.Variants.Sum(variant => variant.Trials.Count));
        compared.OnlyBefore.ShouldBeEmpty();
        compared.OnlyAfter.ShouldBeEmpty();
        compared.Trials.ShouldAllBe(trial => !trial.IsRegression);
    }

    [Fact]
    public void OtherNetworkOrBatch_IsNoted()
    {
        var other = s_fit with { Source = s_fit.Source with { Name = "other.onnx", Sha256 = "00" } };
        Compare(s_fit, other).Notes.ShouldBe([$"the networks differ: {s_fit.Source.Name}, then other.onnx"]);
        var same = s_fit with { Source = s_fit.Source with { Sha256 = "00" } };
        Compare(s_fit, same).Notes.ShouldBe([$"the networks differ: two files named {s_fit.Source.Name} with other contents"]);
        var batch = s_fit with { Data = s_fit.Data with { BatchSize = 64 } };
        Compare(s_fit, batch).Notes.ShouldBe(["one inference took 1 sample before and 64 now"]);
    }

    [Fact]
    public void TrialsOfOneResultAlone_AreListed()
    {
        var fewer = s_fit with { Variants = [.. s_fit.Variants.Where(variant => variant.Name != "int8")] };
        var gone = s_fit.Variants.Single(variant => variant.Name == "int8").Trials.Count;
        var compared = Compare(s_fit, fewer);
        (compared.OnlyBefore.Count, compared.OnlyAfter.Count).ShouldBe((gone, 0));
        compared.OnlyBefore.ShouldAllBe(text => text.StartsWith("int8 · "));
        (Compare(fewer, s_fit).OnlyBefore.Count, Compare(fewer, s_fit).OnlyAfter.Count).ShouldBe((0, gone));
    }

    [Fact]
    public void ResultsWithoutACommonTrial_AreRefused()
    {
        var none = s_fit with { Variants = [.. s_fit.Variants.Select(variant => variant with { Trials = [] })] };
        Should.Throw<ResultFormatException>(() => Compare(s_fit, none)).Message.ShouldContain("has no trial in common with before.json");
    }

    private static ComparisonResult Compare(FitResult before, FitResult after) =>
        ResultComparison.Of(new MeasuredResult("before.json", before), new MeasuredResult("after.json", after), 0.05);
}
