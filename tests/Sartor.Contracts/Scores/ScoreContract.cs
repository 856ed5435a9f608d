using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Lab.Scores;
using Sartor.Results.Records;

namespace Sartor.Contracts.Scores;

/// <summary>What every score has to do, for a network with one output of 12 values.</summary>
public abstract class ScoreContract
{
    private const int Elements = 12;

    /// <summary>The score.</summary>
    protected abstract IScore Score { get; }

    private static IReadOnlyList<ModelOutput> Network(params float[] values) => [new("y", new Shape(1, Elements), values)];

    // A class and the values that name it, so that scores of either kind have their truth.
    private static (SampleTruth Truth, float[] Right, float[] Wrong) Sample(int seed)
    {
        var random = new Random(seed);
        var label = random.Next(Elements);
        float[] right = [.. Enumerable.Range(0, Elements).Select(i => i == label ? 5 + random.NextSingle() : random.NextSingle())];
        // The right class comes last.
        float[] wrong = [.. Enumerable.Range(0, Elements).Select(i => i == label ? -9 : 1 + random.NextSingle())];
        return (new SampleTruth(label, right), right, wrong);
    }

    private double Value(Func<int, float[]> answer, int samples)
    {
        var terms = Enumerable.Range(0, samples).Select(i => Score.Terms(Network(answer(i)), Sample(i).Truth).ShouldNotBeNull()).ToArray();
        return Score.Value([.. Enumerable.Range(0, terms[0].Length).Select(k => terms.Sum(row => row[k]))], samples);
    }

    [Fact]
    public void Name_IsLowerCaseAndTheTitleIsWords()
    {
        Score.Name.ShouldBe(Score.Name.ToLowerInvariant());
        Score.Name.ShouldNotContain(" ");
        Score.Title.Length.ShouldBeGreaterThan(4);
        Score.AgreementTitle.ShouldNotBe(Score.Title);
    }

    [Fact]
    public void Network_WithItsTruth_IsNotRefused() => Score.Refusal(Network(), Sample(1).Truth).ShouldBeNull();

    [Fact]
    public void RightAnswers_HaveTheBestValue() => Value(i => Sample(i).Right, 30).ShouldBe(Score.Kind == ScoreKind.Share ? 1 : 0);

    [Fact]
    public void WrongAnswers_AreWorseThanGuessing()
    {
        var guess = Score.Guess(Network(), [.. Enumerable.Range(0, 30).Select(i => Sample(i).Truth)]);
        var wrong = Value(i => Sample(i).Wrong, 30);
        if (Score.Kind == ScoreKind.Share) wrong.ShouldBeLessThan(guess ?? 0.5);
        else wrong.ShouldBeGreaterThan(guess ?? 0);
    }

    [Fact]
    public void Value_FallsWithEachMistake()
    {
        var values = Enumerable.Range(0, 31).Select(mistakes => Value(i => i < mistakes ? Sample(i).Wrong : Sample(i).Right, 30)).ToArray();
        if (Score.Kind == ScoreKind.Share) Array.Reverse(values);
        values.ShouldBe(values.Order());
        values.Distinct().Count().ShouldBe(31);
    }

    [Fact]
    public void Terms_AreFiniteWhateverTheNetworkGives()
    {
        foreach (var bad in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue])
        {
            var terms = Score.Terms(Network([.. Enumerable.Repeat(bad, Elements)]), Sample(1).Truth).ShouldNotBeNull();
            terms.ShouldAllBe(term => double.IsFinite(term));
        }
    }

    [Fact]
    public void SampleWithoutTruth_IsNotCounted() => Score.Terms(Network(Sample(1).Right), SampleTruth.None).ShouldBeNull();

    [Fact]
    public void AnswerOfTheSource_AgreesWithItself()
    {
        var (_, right, _) = Sample(3);
        if (Score.TruthOf(Network(right)) is not { } truth) return;
        var terms = Score.Terms(Network(right), truth).ShouldNotBeNull();
        Score.Value(terms, 1).ShouldBe(Score.Kind == ScoreKind.Share ? 1 : 0);
    }
}
