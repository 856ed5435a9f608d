using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Scores;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Scores;

public sealed class ScoreSummaryTests
{
    private static readonly EngineTarget s_target = new("tflite", "none");

    private static double[][] Terms(params double[] values) => [.. values.Select(value => (double[])[value])];

    private static bool Passes(ScoreResult score) =>
        VerificationJudge.Judge(Convert.Precision.Int8, s_target, [Compared], [score], GateLimits.Default).Gate.Passed;

    private static Convert.Verification.Comparison Compared => new()
    {
        Set = "held-out",
        Samples = 10,
        Outputs = [Evaluation.VerificationJudgeTests.Output()],
    };

    [Fact]
    public void RightAndWrong_AreCountedAndTestedExactly()
    {
        var score = ScoreSummary.ByData(new TopKScore(1), Terms(1, 1, 1, 0, 0), Terms(1, 1, 0, 1, 0), 0.1);
        (score.Source!.Correct, score.Variant.Correct, score.Lost, score.Won, score.Loss).ShouldBe((3, 3, 1, 1, 0));
        // Bonett and Price: 1.96 · √((2/7 + 2/7) / 7), two newly wrong and two newly right of seven.
        score.LossBound!.Value.ShouldBe(1.959964 * Math.Sqrt(4.0 / 49), 1e-6);
        // P(X ≥ 3) for X ~ Bin(5, 0.1) = 10·0.1³·0.9² + 5·0.1⁴·0.9 + 0.1⁵.
        score.GuessPValue!.Value.ShouldBe(0.00856, 1e-10);
        // P(B ≤ 1) of Bin(2, ½).
        score.PValue!.Value.ShouldBe(0.75, 1e-12);
        // Wilson's interval of 3 of 5: 0.2307 to 0.8824 (Newcombe's method 3).
        score.Variant.Low!.Value.ShouldBe(0.2307, 1e-4);
        score.Variant.High!.Value.ShouldBe(0.8824, 1e-4);
    }

    [Fact]
    public void LossOfAnError_IsAShareOfTheErrorOfGuessing()
    {
        var mae = ErrorScore.MeanAbsolute();
        var score = ScoreSummary.ByData(mae, Terms(1, 2, 3, 2), Terms(2, 2, 3, 3), guess: 10);
        score.Source!.Value.ShouldBe(2);
        score.Variant.Value.ShouldBe(2.5);
        score.Loss!.Value.ShouldBe(0.05, 1e-12);
        score.Lost.ShouldBeNull();
        // Differences 1, 0, 0, 1: mean 0.5, standard error √(1/3)/2 = 0.2887, t = 1.732 with 3 degrees of freedom, one-sided p = 0.0908.
        score.PValue!.Value.ShouldBe(0.0908, 1e-4);
        // 0.5 + 3.182 · 0.2887 of an error of guessing of 10.
        score.LossBound!.Value.ShouldBe((0.5 + (3.1824 * 0.288675)) / 10, 1e-5);
        // 2 ± 3.182 · 0.408 (t of 3 degrees of freedom, standard error √(2/3)/2).
        score.Source.Low!.Value.ShouldBe(2 - (3.182 * Math.Sqrt(2.0 / 3) / 2), 1e-3);
        // Where guessing is not known, it is a share of the source's own error.
        ScoreSummary.ByData(mae, Terms(1, 2, 3, 2), Terms(2, 2, 3, 3), guess: null).Loss!.Value.ShouldBe(0.25, 1e-12);
    }

    [Theory]
    [InlineData(0.04, true)]
    [InlineData(0.06, false)]
    public void Error_IsHeldToTheLimitOfLoss(double share, bool passes)
    {
        // The error of guessing is 1; single samples differ so much that chance explains a small loss.
        double[] source = [0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
        double[] variant = [.. source.Select((value, i) => value + (i == 0 ? 6 * share : 0))];
        Passes(ScoreSummary.ByData(ErrorScore.MeanAbsolute(), Terms(source), Terms(variant), 1)).ShouldBe(passes);
    }

    [Fact]
    public void CertainLossOfAnError_IsHeldToTheSmallerLimit()
    {
        double[] source = [.. Enumerable.Range(0, 40).Select(i => 0.1 + (0.01 * (i % 3)))];
        ScoreResult Worse(double by) =>
            ScoreSummary.ByData(
                ErrorScore.MeanAbsolute(), Terms(source), Terms([.. source.Select((value, i) => value + by + (0.001 * (i % 2)))]), 1);
        Passes(Worse(0.005)).ShouldBeTrue();
        Passes(Worse(0.02)).ShouldBeFalse();
        Passes(Worse(-0.05)).ShouldBeTrue();
    }

    [Fact]
    public void SourceWithoutError_LosesWithoutEnd()
    {
        var score = ScoreSummary.ByData(ErrorScore.MeanAbsolute(), Terms(0, 0), Terms(0, 1), guess: 0);
        score.Loss.ShouldBeNull();
        Passes(score).ShouldBeFalse();
        ScoreSummary.ByData(ErrorScore.MeanAbsolute(), Terms(0, 0), Terms(0, 0), guess: 0).Loss.ShouldBe(0);
    }

    [Fact]
    public void SourceThatIsNoBetterThanAConstant_LetsNothingPass()
    {
        // Mean 1.0 against guessing 1.05, standard error 0.2: nothing that chance does not explain. Against 3 it does.
        double[] errors = [0.2, 1.8, 0.5, 1.5, 1.0, 1.0];
        Passes(ScoreSummary.ByData(ErrorScore.MeanAbsolute(), Terms(errors), Terms(errors), 1.05)).ShouldBeFalse();
        Passes(ScoreSummary.ByData(ErrorScore.MeanAbsolute(), Terms(errors), Terms(errors), 3)).ShouldBeTrue();
    }

    [Fact]
    public void ScoreOfAUsersOwn_SeesARareClassThatTopOneMisses()
    {
        // 95 of class 0, 5 of class 1, which the variant never names.
        var sheet = Enumerable.Range(0, 100).Select(i => new SampleTruth(i < 95 ? 0 : 1)).ToArray();
        IReadOnlyList<ModelOutput> Names(int c) => [new("y", new Shape(1, 2), c == 0 ? new float[] { 1, 0 } : new float[] { 0, 1 })];
        ScoreResult Of(IScore score) => ScoreSummary.ByData(
            score, [.. sheet.Select(t => score.Terms(Names(t.Label!.Value), t)!)], [.. sheet.Select(t => score.Terms(Names(0), t)!)], null);
        var top1 = Of(new TopKScore(1));
        var recall = Of(new MacroRecall(2));
        (top1.Source!.Value, top1.Variant.Value, top1.Loss!.Value).ShouldBe((1, 0.95, 0.05));
        (recall.Source!.Value, recall.Variant.Value, recall.Loss!.Value).ShouldBe((1, 0.5, 0.5));
        recall.Variant.Correct.ShouldBeNull();
        Passes(recall).ShouldBeFalse();
    }
}
