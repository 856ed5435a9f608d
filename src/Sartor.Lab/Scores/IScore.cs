using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Results.Records;

namespace Sartor.Lab.Scores;

/// <summary>
/// Says how right a network's answers are (docs/scores.md). A score is a function of sums over samples: each sample gives a few numbers,
/// the value follows from their sums. Interval and paired test follow from that, so a score states neither.
/// </summary>
public interface IScore : INamed
{
    /// <summary>What people call it, as it stands in a sentence: <c>top-1 accuracy</c>.</summary>
    string Title { get; }

    /// <summary>What people call it where the source's answers are the truth.</summary>
    string AgreementTitle => $"agreement by {Title}";

    /// <summary>Whether more or less is better.</summary>
    ScoreKind Kind { get; }

    /// <summary>Why it cannot judge a network, as a clause that follows its name, with what to do; null where it can.</summary>
    /// <param name="outputs">Of the network, without values.</param>
    /// <param name="truth">Of the first sample.</param>
    string? Refusal(IReadOnlyList<ModelOutput> outputs, SampleTruth truth) => null;

    /// <summary>The output whose elements are scores of classes, which labels number; null where labels are no such numbers.</summary>
    /// <param name="outputs">Of the network.</param>
    ModelOutput? Classes(IReadOnlyList<ModelOutput> outputs) => null;

    /// <summary>
    /// What one sample adds to the sums: finite numbers, as many for each sample; null where the sample has no truth of the kind.
    /// </summary>
    /// <param name="outputs">What the network gave.</param>
    /// <param name="truth">What is right.</param>
    double[]? Terms(IReadOnlyList<ModelOutput> outputs, SampleTruth truth);

    /// <summary>
    /// The score of all samples; default the first sum over the number of samples. A share whose single term is 0 or 1 is a share of
    /// right answers and is tested exactly.
    /// </summary>
    /// <param name="sums">Of the terms.</param>
    /// <param name="samples">How many gave terms, ≥ 1.</param>
    double Value(IReadOnlyList<double> sums, int samples) => sums[0] / samples;

    /// <summary>The source's answer as a truth for others; null where it is none.</summary>
    /// <param name="source">What the source gave.</param>
    SampleTruth? TruthOf(IReadOnlyList<ModelOutput> source) => null;

    /// <summary>What guessing reaches, without looking at the input; null where that is not known.</summary>
    /// <param name="outputs">Of the network, without values.</param>
    /// <param name="truths">Of the samples that are judged, at least one.</param>
    double? Guess(IReadOnlyList<ModelOutput> outputs, IReadOnlyList<SampleTruth> truths) => null;
}
