using Sartor.Convert;
using Sartor.Core;
using Sartor.Data.Samples;

namespace Sartor.Lab.Scores;

/// <summary>The scores that judge one network, the first of which decides.</summary>
/// <param name="scores">In the order in which they were asked for.</param>
/// <param name="signature">The network's own inputs and outputs.</param>
internal sealed class ScoreSheet(IReadOnlyList<IScore> scores, ModelSignature signature)
{
    /// <summary>The scores.</summary>
    public IReadOnlyList<IScore> Scores => scores;

    /// <summary>The network's outputs, without values.</summary>
    public IReadOnlyList<ModelOutput> Outputs { get; } =
        [.. signature.Outputs.Select(output => new ModelOutput(output.Name, output.SourceShape, default))];

    /// <summary>Index of the output whose elements labels number; null where no score reads labels so.</summary>
    public int? ClassOutput => scores.Select(score => score.Classes(Outputs)).FirstOrDefault(output => output is not null) is { } read
        ? Outputs.Index().First(output => output.Item == read).Index
        : null;

    /// <summary>The scores that were asked for, or those that the data call for.</summary>
    /// <param name="wanted">Empty: the mean absolute error where there are targets, else top-1 where the first output is one vector of
    /// scores.</param>
    /// <param name="signature">The network's own inputs and outputs.</param>
    /// <param name="truth">Of the first sample.</param>
    /// <param name="dataPath">For messages.</param>
    /// <exception cref="OptionException">A score that was asked for cannot judge the network.</exception>
    /// <exception cref="DataSetException">The targets do not fit the network.</exception>
    public static ScoreSheet For(IReadOnlyList<IScore> wanted, ModelSignature signature, SampleTruth truth, string dataPath)
    {
        var outputs = new ScoreSheet([], signature).Outputs;
        foreach (var score in wanted)
        {
            if (score.Refusal(outputs, truth) is { } refusal) throw new OptionException("score", $"'{score.Name}' {refusal}");
        }
        if (wanted.Select(score => score.Name).Distinct(StringComparer.Ordinal).Count() < wanted.Count)
            throw new OptionException("score", "names a score twice; name each score once");
        if (wanted.Count > 0) return new ScoreSheet(wanted, signature);
        IScore usual = truth.Target is null ? new TopKScore(1) : ErrorScore.MeanAbsolute();
        var problem = usual.Refusal(outputs, truth);
        if (problem is not null && truth.Target is not null)
            throw new DataSetException(dataPath, $"has targets that do not fit: '{usual.Name}' {problem}");
        return new ScoreSheet(problem is null ? [usual] : [], signature);
    }

    /// <summary>What a network gave, with names and shapes.</summary>
    public IReadOnlyList<ModelOutput> With(IReadOnlyList<float[]> values) =>
        [.. Outputs.Zip(values, (output, array) => output with { Values = array })];

    /// <summary>An empty tally.</summary>
    public ScoreTally Begin() => new(this);
}
