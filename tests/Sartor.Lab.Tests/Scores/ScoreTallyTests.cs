using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Lab.Scores;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Scores;

public sealed class ScoreTallyTests
{
    private static readonly ModelSignature s_signature = new(
        [], [new TensorMapping("y", new Shape(1, 3), new TensorType(ElementType.Float32, new Shape(1, 3)), null, null)]);

    /// <summary>Labelled samples count for both, the others for the agreement alone; a tie of the source is no answer.</summary>
    [Fact]
    public void Samples_AreCountedByWhatIsKnownOfThem()
    {
        var tally = new ScoreSheet([new TopKScore(1)], s_signature).Begin();
        tally.Add(Reference("a", 0, [9, 1, 0]), [[9, 1, 0]]);
        tally.Add(Reference("b", 1, [9, 1, 0]), [[1, 9, 0]]);
        tally.Add(Reference("c", null, [0, 0, 9]), [[0, 0, 9]]);
        tally.Add(Reference("d", 0, [5, 5, 0]), [[9, 0, 0]]);

        var results = tally.Results();

        results.Select(r => (r.Truth, r.Samples)).ShouldBe([(ScoreTruth.Data, 3), (ScoreTruth.Source, 3)]);
        results[0].Variant.Value.ShouldBe(1);
        results[0].Source!.Value.ShouldBe(2 / 3.0, 1e-12);
        results[0].Guess.ShouldBe(1 / 3.0);
        results[1].Variant.Value.ShouldBe(2 / 3.0, 1e-12);
    }

    /// <summary>Counted by hand; classes that no sample has are left out.</summary>
    [Fact]
    public void Classes_AreCountedForSourceAndVariant()
    {
        var tally = new ScoreSheet([new TopKScore(1)], s_signature).Begin();
        tally.Add(Reference("a", 2, [9, 1, 0]), [[0, 1, 9]]);
        tally.Add(Reference("b", 0, [9, 1, 0]), [[9, 1, 0]]);
        tally.Add(Reference("c", 0, [9, 1, 0]), [[1, 9, 0]]);
        tally.Results()[0].Classes.Select(c => (c.Class, c.Samples, c.SourceCorrect, c.VariantCorrect))
            .ShouldBe([(0, 2, 2, 1), (2, 1, 0, 1)]);
    }

    /// <summary>The mean of an error has no right and wrong.</summary>
    [Fact]
    public void Classes_AreNoneOfAnError()
    {
        var tally = new ScoreSheet([ErrorScore.MeanAbsolute()], s_signature).Begin();
        tally.Add(new ReferenceOutputs("a", [], [[1, 2, 3]], new SampleTruth(Target: [1, 2, 3])), [[1, 2, 4]]);
        tally.Results()[0].Classes.ShouldBeEmpty();
    }

    /// <summary>A source alone is compared with nothing.</summary>
    [Fact]
    public void SourceAlone_HasNoAgreement()
    {
        var tally = new ScoreSheet([new TopKScore(1)], s_signature).Begin();
        tally.Add(Reference("a", 2, [9, 1, 0]), null);
        tally.Add(Reference("b", 0, [9, 1, 0]), null);
        var result = tally.Results().ShouldHaveSingleItem();
        (result.Truth, result.Samples, result.Variant.Value).ShouldBe((ScoreTruth.Data, 2, 0.5));
    }

    [Fact]
    public void NumberThatIsNotFinite_IsNamed()
    {
        var tally = new ScoreSheet([new Broken()], s_signature).Begin();
        Should.Throw<OptionException>(() => tally.Add(Reference("the-sample", 0, [9, 1, 0]), null)).Message
            .ShouldContain("'broken' gave a number that is not finite for sample 'the-sample'");
    }

    private static ReferenceOutputs Reference(string id, int? label, float[] output) =>
        new(id, [], [output], label is null ? null : new SampleTruth(label));

    private sealed class Broken : IScore
    {
        public string Name => "broken";

        public string Title => "broken";

        public ScoreKind Kind => ScoreKind.Error;

        public double[]? Terms(IReadOnlyList<ModelOutput> outputs, SampleTruth truth) => [1, double.NaN];
    }
}
