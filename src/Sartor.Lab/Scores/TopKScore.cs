using System.Globalization;
using Sartor.Data.Samples;
using Sartor.Results.Records;

namespace Sartor.Lab.Scores;

/// <summary>
/// Share of samples whose class is among the k largest scores of an output; of equal scores the first ones count. A score that is not a
/// number is never among them.
/// </summary>
/// <param name="k">≥ 1.</param>
/// <param name="output">Name of the output; null for the first.</param>
public sealed class TopKScore(int k, string? output = null) : IScore
{
    private const double Steps = 256;

    /// <summary>k.</summary>
    public int K { get; } = k >= 1 ? k : throw new ArgumentOutOfRangeException(nameof(k), k, "must be at least 1");

    public string Name => OutputName.Join($"top{K.ToString(CultureInfo.InvariantCulture)}", output);

    public string Title => OutputName.Of($"top-{K} accuracy", output);

    public string AgreementTitle => OutputName.Of($"top-{K} agreement", output);

    public ScoreKind Kind => ScoreKind.Share;

    public string? Refusal(IReadOnlyList<ModelOutput> outputs, SampleTruth truth)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        var read = OutputName.Find(outputs, output, out var refusal);
        if (read is null) return refusal;
        if (!Classification.NamesClasses(read.Shape))
            return $"reads one vector of scores, and the output '{read.Name}' is {read.Shape}; name another output with @";
        return read.Shape.ElementCount > K ? null
            : $"is always right, because the output '{read.Name}' has {read.Shape.ElementCount} elements; choose a smaller k";
    }

    public ModelOutput? Classes(IReadOnlyList<ModelOutput> outputs) => OutputName.Find(outputs, output, out _);

    public double[]? Terms(IReadOnlyList<ModelOutput> outputs, SampleTruth truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        if (truth.Label is not { } label) return null;
        var scores = OutputName.Get(outputs, output).Values.Span;
        return [label >= 0 && label < scores.Length && Rank(scores, label) < K ? 1 : 0];
    }

    /// <summary>
    /// The class that the source names; −1, which nothing agrees with, where none of its scores is a number. Null where more than k scores
    /// lie within a 256th of their range below the largest: it is a matter of chance which of them is first, and no 8 bits can tell.
    /// </summary>
    public SampleTruth? TruthOf(IReadOnlyList<ModelOutput> source)
    {
        var scores = OutputName.Get(source, output).Values.Span;
        var named = Classification.Top1(scores);
        return named >= 0 && IsTied(scores, scores[named]) ? null : new SampleTruth(named);
    }

    /// <summary>k of the classes.</summary>
    public double? Guess(IReadOnlyList<ModelOutput> outputs, IReadOnlyList<SampleTruth> truths) =>
        (double)K / OutputName.Get(outputs, output).Shape.ElementCount;

    private bool IsTied(ReadOnlySpan<float> scores, float largest)
    {
        var smallest = largest;
        foreach (var score in scores)
        {
            if (float.IsFinite(score)) smallest = Math.Min(smallest, score);
        }
        var step = ((double)largest - smallest) / Steps;
        var near = 0;
        foreach (var score in scores)
        {
            if (largest - (double)score <= step) near++;
        }
        return near > K;
    }

    private static int Rank(ReadOnlySpan<float> scores, int label)
    {
        var own = scores[label];
        if (float.IsNaN(own)) return int.MaxValue;
        var rank = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] > own || (scores[i] == own && i < label)) rank++;
        }
        return rank;
    }
}
