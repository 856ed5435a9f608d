using Sartor.Data.Samples;
using Sartor.Lab.Scores;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Scores;

/// <summary>
/// Mean over the classes of the share of each that is named right, as a user may write it: a rare class weighs as much as a frequent one.
/// It is no mean over samples, so that its terms are a row of counts.
/// </summary>
internal sealed class MacroRecall(int classes) : IScore
{
    public string Name => "macro-recall";

    public string Title => "macro recall";

    public ScoreKind Kind => ScoreKind.Share;

    public ModelOutput? Classes(IReadOnlyList<ModelOutput> outputs) => outputs[0];

    public double[]? Terms(IReadOnlyList<ModelOutput> outputs, SampleTruth truth)
    {
        if (truth.Label is not { } label) return null;
        var terms = new double[2 * classes];
        terms[label] = 1;
        if (Classification.Top1(outputs[0].Values.Span) == label) terms[classes + label] = 1;
        return terms;
    }

    public double Value(IReadOnlyList<double> sums, int samples)
    {
        var seen = Enumerable.Range(0, classes).Where(c => sums[c] > 0).ToArray();
        return seen.Length == 0 ? 0 : seen.Average(c => sums[classes + c] / sums[c]);
    }
}
