using System.Globalization;
using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Lab.Scores;

namespace Sartor.Lab.Tests.Scores;

public sealed class ChangedSamplesTests
{
    private static readonly ModelSignature s_signature = new(
        [], [new TensorMapping("y", new Shape(1, 3), new TensorType(ElementType.Float32, new Shape(1, 3)), null, null)]);

    [Fact]
    public void Samples_AreThoseThatTheVariantNamesDifferently()
    {
        var changed = new ChangedSamples(new ScoreSheet([new TopKScore(1)], s_signature));
        changed.Add(Reference("same", 1, [0, 9, 1]), [[0, 5, 4]]);
        changed.Add(Reference("lost", 1, [0, 9, 1]), [[0, 5, 6]]);
        changed.Add(Reference("unlabelled", null, [9, 0, 1]), [[float.NaN, float.NaN, float.NaN]]);

        changed.Count.ShouldBe(2);
        changed.Samples.Select(s => (s.Id, s.Label, s.Source, s.Variant)).ShouldBe([("lost", 1, 1, 2), ("unlabelled", null, 0, -1)]);
    }

    [Fact]
    public void Samples_AreNotAllKept_ButAllCounted()
    {
        var changed = new ChangedSamples(new ScoreSheet([new TopKScore(1)], s_signature));
        for (var i = 0; i < 201; i++) changed.Add(Reference(i.ToString(CultureInfo.InvariantCulture), 0, [9, 0, 1]), [[0, 9, 1]]);
        (changed.Count, changed.Samples.Count, changed.Samples[^1].Id).ShouldBe((201, 200, "199"));
    }

    [Fact]
    public void Count_OfANetworkWithoutClasses_IsUnknown()
    {
        var changed = new ChangedSamples(new ScoreSheet([ErrorScore.MeanAbsolute()], s_signature));
        changed.Add(Reference("a", null, [9, 0, 1]), [[0, 9, 1]]);
        changed.Count.ShouldBeNull();
        changed.Samples.ShouldBeEmpty();
    }

    private static ReferenceOutputs Reference(string id, int? label, float[] output) =>
        new(id, [], [output], label is null ? null : new SampleTruth(label));
}
