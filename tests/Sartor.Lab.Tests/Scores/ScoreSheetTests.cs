using Sartor.Convert;
using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Lab.Scores;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Scores;

/// <summary>Which scores judge a network: those that are asked for, or those that the data call for.</summary>
public sealed class ScoreSheetTests
{
    private static readonly SampleTruth s_label = new(1), s_target = new(null, [1f, 2, 3]);

    [Fact]
    public void Score_FollowsFromTheTruth()
    {
        Names(For([], Signature("y", 1, 3), s_label)).ShouldBe("top1");
        Names(For([], Signature("y", 1, 3), SampleTruth.None)).ShouldBe("top1");
        Names(For([], Signature("y", 1, 3), s_target)).ShouldBe("mae");
        Names(For([], Signature("y", 2, 3), s_label)).ShouldBe("");
        Should.Throw<DataSetException>(() => For([], Signature("y", 1, 4), s_target)).Message
            .ShouldContain("the-data: has targets that do not fit: 'mae' compares 3 target values per sample with the output 'y' [1,4]");
    }

    [Fact]
    public void ScoresThatAreAskedFor_AreCheckedByName()
    {
        Names(For([new TopKScore(2), new TopKScore(1)], Signature("y", 1, 3), s_label)).ShouldBe("top2 top1");
        Should.Throw<OptionException>(() => For([new TopKScore(1), new TopKScore(1)], Signature("y", 1, 3), s_label)).Message
            .ShouldContain("names a score twice");
        Should.Throw<OptionException>(() => For([new TopKScore(1), new TopKScore(3)], Signature("y", 1, 3), s_label)).Message
            .ShouldContain("'top3' is always right");
        Should.Throw<OptionException>(() => For([ErrorScore.MeanAbsolute()], Signature("y", 1, 3), s_label)).Message
            .ShouldContain("'mae' compares with targets, and the data has none");
    }

    /// <summary>The first score that reads classes says which output labels number.</summary>
    [Fact]
    public void ClassOutput_IsThatOfTheFirstScoreOfClasses()
    {
        var two = new ModelSignature([], [.. Signature("a", 1, 3).Outputs, .. Signature("b", 1, 4).Outputs]);
        int? Of(params IScore[] scores) => new ScoreSheet(scores, two).ClassOutput;
        Of(new TopKScore(1)).ShouldBe(0);
        Of(new TopKScore(1, "b")).ShouldBe(1);
        Of(ErrorScore.MeanAbsolute(), new TopKScore(1, "b"), new TopKScore(1)).ShouldBe(1);
        Of(ErrorScore.MeanAbsolute()).ShouldBeNull();
        Of().ShouldBeNull();
        var sheet = new ScoreSheet([], two);
        sheet.Outputs.Select(o => $"{o.Name}{o.Shape} {o.Values.Length}").ShouldBe(["a[1,3] 0", "b[1,4] 0"]);
        sheet.With([[1, 2, 3], [4, 5, 6, 7]])[1].Values.ToArray().ShouldBe([4, 5, 6, 7]);
    }

    [Fact]
    public void Errors_AreReadFromTheirOutput()
    {
        IReadOnlyList<ModelOutput> outputs = [new("a", new Shape(1), new float[] { 9 }), new("b", new Shape(2), new float[] { 1, 5 })];
        ErrorScore.MeanAbsolute("b").Terms(outputs, new SampleTruth(null, [2f, 2])).ShouldBe([2.0]);
        ErrorScore.RootMeanSquare("b").Terms(outputs, new SampleTruth(null, [2f, 2])).ShouldBe([5.0]);
        ErrorScore.MeanAbsolute().Terms(outputs, s_label).ShouldBeNull();
        // What is not finite is an error of the largest float.
        float[] notFinite = [float.NaN];
        ErrorScore.MeanAbsolute().Terms([new("a", new Shape(1), notFinite)], new SampleTruth(null, [2f])).ShouldBe([float.MaxValue]);
        ErrorScore.RootMeanSquare().Value([-1e-20], 4).ShouldBe(0);
        (ErrorScore.MeanAbsolute("b").Name, ErrorScore.MeanAbsolute("b").Title, ErrorScore.MeanAbsolute().Kind)
            .ShouldBe(("mae@b", "mean absolute error of 'b'", ScoreKind.Error));
        Should.Throw<ArgumentException>(() => ErrorScore.MeanAbsolute("c").Terms(outputs, new SampleTruth(null, [2f])));
        Should.Throw<ArgumentOutOfRangeException>(() => new TopKScore(0));
    }

    private static string Names(ScoreSheet sheet) => string.Join(' ', sheet.Scores.Select(s => s.Name));

    private static ScoreSheet For(IReadOnlyList<IScore> wanted, ModelSignature signature, SampleTruth truth) =>
        ScoreSheet.For(wanted, signature, truth, "the-data");

    private static ModelSignature Signature(string name, params long[] shape) =>
        new([], [new TensorMapping(name, new Shape(shape), new TensorType(ElementType.Float32, new Shape(shape)), null, null)]);
}
