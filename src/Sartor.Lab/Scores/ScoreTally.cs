using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Results.Records;

namespace Sartor.Lab.Scores;

/// <summary>Collects what samples add to each score of a sheet, for a variant and for its source.</summary>
internal sealed class ScoreTally
{
    private readonly ScoreSheet _sheet;
    private readonly Column[] _columns;

    public ScoreTally(ScoreSheet sheet) => (_sheet, _columns) = (sheet, [.. sheet.Scores.Select(score => new Column(score))]);

    /// <summary>Adds a sample.</summary>
    /// <param name="reference">What the source gave, and what is right.</param>
    /// <param name="variant">What the variant gave, in the source's order; null where the source alone is scored.</param>
    /// <exception cref="OptionException">A score gave a number that is not finite.</exception>
    public void Add(ReferenceOutputs reference, IReadOnlyList<float[]>? variant)
    {
        var source = _sheet.With(reference.Outputs);
        var given = variant is null ? source : _sheet.With(variant);
        foreach (var column in _columns) column.Add(reference.Id, source, given, reference.Truth ?? SampleTruth.None, variant is not null);
    }

    /// <summary>First the scores by the data, then those by the source's answers; those without a sample are left out.</summary>
    public IReadOnlyList<ScoreResult> Results() =>
        [.. _columns.Select(column => column.ByData(_sheet)).Concat(_columns.Select(column => column.BySource())).OfType<ScoreResult>()];

    private sealed class Column(IScore score)
    {
        private readonly List<double[]> _source = [], _variant = [], _agreement = [];
        private readonly List<SampleTruth> _truths = [];

        public void Add(string id, IReadOnlyList<ModelOutput> source, IReadOnlyList<ModelOutput> variant, SampleTruth truth, bool compare)
        {
            if (score.Terms(source, truth) is { } own && score.Terms(variant, truth) is { } other)
            {
                _source.Add(Finite(id, own));
                _variant.Add(Finite(id, other));
                _truths.Add(truth);
            }
            if (compare && score.TruthOf(source) is { } answer && score.Terms(variant, answer) is { } agreement)
                _agreement.Add(Finite(id, agreement));
        }

        public ScoreResult? ByData(ScoreSheet sheet) =>
            _truths.Count == 0 ? null
                : ScoreSummary.ByData(score, _source, _variant, score.Guess(sheet.Outputs, _truths)) with { Classes = Classes() };

        // Where each sample has a label and is simply right or wrong.
        private IReadOnlyList<ClassScore> Classes()
        {
            if (!ScoreSummary.IsRightOrWrong(score, _source) || !ScoreSummary.IsRightOrWrong(score, _variant)) return [];
            if (_truths.Any(truth => truth.Label is null)) return [];
            return
            [
                .. _truths.Index().GroupBy(sample => sample.Item.Label!.Value, sample => sample.Index).OrderBy(group => group.Key)
                    .Select(group => new ClassScore
                    {
                        Class = group.Key,
                        Samples = group.Count(),
                        SourceCorrect = group.Count(i => _source[i][0] == 1),
                        VariantCorrect = group.Count(i => _variant[i][0] == 1),
                    }),
            ];
        }

        public ScoreResult? BySource() => _agreement.Count == 0 ? null : ScoreSummary.BySource(score, _agreement);

        private double[] Finite(string id, double[] terms) => Array.TrueForAll(terms, double.IsFinite) ? terms
            : throw new OptionException(
                "score", $"'{score.Name}' gave a number that is not finite for sample '{id}'; its terms must be finite");
    }
}
