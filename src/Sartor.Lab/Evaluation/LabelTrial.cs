using Sartor.Core;
using Sartor.Data;
using Sartor.Results.Statistics;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Decides which outputs the labels mean where both numberings are possible: the one by which the source is right more often
/// (two-sided exact test of the samples that one of them makes right).
/// </summary>
internal static class LabelTrial
{
    private const double Significance = 0.05;

    // Where nothing but the answers speaks for a background class, chance must not.
    private const double StrongSignificance = 0.001;

    /// <param name="open">What the data set and the number of outputs say.</param>
    /// <param name="path">The data set, for the message.</param>
    /// <param name="answers">The source's class and the label of each labelled sample.</param>
    /// <returns>The alignment by the answers; <paramref name="open"/> where 0 stays the better guess.</returns>
    /// <exception cref="DataSetException">There is as much reason for one numbering as for the other.</exception>
    public static LabelAlignment Decide(LabelAlignment open, string path, IReadOnlyList<(int Class, int Label)> answers)
    {
        if (!open.IsOpen || answers.Count == 0) return open;
        var (atZero, atOne) = (answers.Count(a => a.Class == a.Label), answers.Count(a => a.Class == a.Label + 1));
        var chance = new PairedComparison(answers.Count, atZero, atOne).PValue;
        var better = atOne > atZero ? 1 : 0;
        if (chance < (open.NeedsEvidence || better == 0 ? Significance : StrongSignificance))
        {
            if (better == 0 && !open.NeedsEvidence) return open with { IsOpen = false };
            var (right, wrong) = better == 0 ? (atZero, atOne) : (atOne, atZero);
            return LabelAlignment.Found(better, $"the source is then right on {right} of {answers.Count} labelled samples, and on "
                + $"{wrong} with label 0 at output {1 - better}");
        }
        if (!open.NeedsEvidence) return open;
        throw new DataSetException(path, "does not say whether the model's output 0 is its first class or a background class, and the "
            + "source's answers do not tell: "
            + $"it is right on {atZero} of {answers.Count} labelled samples with label 0 at output 0, and on {atOne} with it at output "
                + "1; state 'label_offset: 0' or 'label_offset: 1' in a dataset.yaml");
    }
}
