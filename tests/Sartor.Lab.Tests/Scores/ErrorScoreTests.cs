using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Lab.Scores;

namespace Sartor.Lab.Tests.Scores;

public sealed class ErrorScoreTests
{
    private static IReadOnlyList<ModelOutput> Output(params float[] values) => [new("y", new Shape(1, values.Length), values)];

    private static double Of(IScore score, params (float[] Given, float[] Right)[] samples)
    {
        var terms = samples.Select(s => score.Terms(Output(s.Given), new SampleTruth(null, s.Right))!).ToArray();
        return score.Value([terms.Sum(row => row[0])], samples.Length);
    }

    [Fact]
    public void Errors_AreMeansOverElementsAndSamples()
    {
        // Errors 1, 3 and 0, −4: mean absolute 2, squares 1 + 9 + 0 + 16 = 26 over 4.
        (float[], float[])[] samples = [([1, 5], [0, 2]), ([7, 0], [7, 4])];
        Of(ErrorScore.MeanAbsolute(), samples).ShouldBe(2);
        Of(ErrorScore.RootMeanSquare(), samples).ShouldBe(Math.Sqrt(6.5), 1e-12);
    }

    [Fact]
    public void Guess_IsTheBestConstantAnswer()
    {
        // First element 0, 1, 5: median 1 leaves 1 + 0 + 4 = 5; mean 2 leaves 4 + 1 + 9 = 14. Second 2, 2, 2: nothing.
        SampleTruth[] truths = [new(null, [0, 2]), new(null, [5, 2]), new(null, [1, 2])];
        ErrorScore.MeanAbsolute().Guess(Output(0, 0), truths)!.Value.ShouldBe(5.0 / 6, 1e-12);
        ErrorScore.RootMeanSquare().Guess(Output(0, 0), truths)!.Value.ShouldBe(Math.Sqrt(14.0 / 6), 1e-12);
        ErrorScore.MeanAbsolute().Guess(Output(0, 0), [SampleTruth.None]).ShouldBeNull();
    }

    [Fact]
    public void Targets_ThatAreMissingOrOfAnotherSize_AreRefused()
    {
        ErrorScore.MeanAbsolute().Refusal(Output(0, 0), new SampleTruth(3))!.ShouldContain("the data has none");
        ErrorScore.MeanAbsolute().Refusal(Output(0, 0), new SampleTruth(null, [1f]))!.ShouldContain("compares 1 target values per sample");
        ErrorScore.MeanAbsolute("z").Refusal(Output(0, 0), new SampleTruth(null, [1f, 2f]))!.ShouldContain("'z'");
        ErrorScore.MeanAbsolute().Refusal(Output(0, 0), new SampleTruth(null, [1f, 2f])).ShouldBeNull();
    }
}
