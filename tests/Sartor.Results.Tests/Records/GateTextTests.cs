using Sartor.Results.Records;

namespace Sartor.Results.Tests.Records;

public sealed class GateTextTests
{
    private static readonly ScoreResult s_error = new()
    {
        Name = "mae",
        Title = "mean absolute error",
        Kind = ScoreKind.Error,
        Truth = ScoreTruth.Data,
        Samples = 240,
        Variant = new ScoreValue { Value = 0.101 },
        Source = new ScoreValue { Value = 0.0797 },
        Guess = 1.1,
        PValue = 0.00023,
    };

    private static readonly ScoreResult s_share = s_error with
    {
        Title = "top-1 accuracy",
        Kind = ScoreKind.Share,
        Variant = new ScoreValue { Value = 0.7, Correct = 168 },
        Source = new ScoreValue { Value = 0.75, Correct = 180 },
        Lost = 15,
        Won = 3,
        PValue = 0.0038,
    };

    private static string Of(string code, ScoreResult score, double? value, double limit) =>
        new GateCheck { Code = code, Passed = false, Set = "held-out", Value = value, Limit = limit, Score = score }.Text;

    [Fact]
    public void Loss_SaysHowLargeItIsAndWhatIsAllowed()
    {
        Of(GateCode.ScoreLoss, s_error, 0.0194, 0.01).ShouldBe("mean absolute error 0.101 (source 0.0797) on 240 samples: "
            + "a loss of 1.9 % of the error of guessing (limit 1.0 %), p = 0.00023 in a one-sided paired test of a loss");
        Of(GateCode.ScoreLoss, s_error with { Guess = null }, 0.27, 0.01).ShouldContain("27.0 % of the error of the source");
        Of(GateCode.ScoreLoss, s_share, 0.05, 0.01).ShouldBe("top-1 accuracy 70.0 % (source 75.0 %) on 240 samples: "
            + "a loss of 5.0 % (limit 1.0 %), 3 newly right, 15 newly wrong (a significant loss: p = 0.0038, one-sided McNemar test)");
        Of(GateCode.ScoreLoss, s_share, -0.01, 0.05).ShouldContain(": no loss, ");
        Of(GateCode.ScoreLoss, s_error, null, 0.05).ShouldContain("without bound");
    }

    [Fact]
    public void Slice_NamesThePartThatItLiesIn()
    {
        var check = new GateCheck
        {
            Code = GateCode.SpreadError,
            Passed = false,
            Set = "held-out",
            Output = "y",
            Axis = 1,
            Index = 7,
            Slices = 3,
            Value = 1.4,
            Limit = 0.7,
        };

        check.Text.ShouldBe(
            "error of output 'y' at index 7 of axis 1 (and 2 more) on held-out inputs is 140.0 % of its spread (limit 70.0 %)");
        (check with { Part = "scores" }).Text.ShouldStartWith(
            "error of output 'y' at index 7 of axis 1, in its part 'scores' (and 2 more) on");
    }

    [Fact]
    public void Notes_OfTheConversionEndTheSentence()
    {
        var check = new GateCheck
        {
            Code = GateCode.NotFinite,
            Passed = false,
            Set = "held-out",
            Notes =
            [
                new ConversionNote { Code = "int8-range", Count = 3, First = "node 'a' is lost." },
                new ConversionNote { Code = "int8-mask", Count = 1, First = "node 'b' has a mask" },
            ],
        };

        check.Text.ShouldBe("an output on held-out inputs is NaN or infinite; the conversion noted what may explain it: "
            + "int8-range (3 times, the first): node 'a' is lost; int8-mask: node 'b' has a mask");
    }

    [Fact]
    public void Guessing_SaysWhatTheSourceReached()
    {
        Of(GateCode.SourceGuesses, s_share, 0.4, 0.05)
            .ShouldStartWith("the source itself is right on 180 of 240 samples, which does not show");
        Of(GateCode.SourceGuesses, s_error, 0.4, 0.05).ShouldStartWith("the source itself has mean absolute error 0.0797 on 240 samples");
    }
}
