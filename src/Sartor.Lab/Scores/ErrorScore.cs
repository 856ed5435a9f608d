using Sartor.Data.Samples;
using Sartor.Results.Records;

namespace Sartor.Lab.Scores;

/// <summary>
/// Mean error of an output against the targets of the data: mean absolute error, or root of the mean squared error, over all elements of
/// all samples. An element that is not finite counts as an error of the largest float.
/// </summary>
public sealed class ErrorScore : IScore
{
    private readonly string _name;
    private readonly string _title;
    private readonly string? _output;
    private readonly bool _squares;

    private ErrorScore(string name, string title, bool squares, string? output) =>
        (_name, _title, _squares, _output) = (name, title, squares, output);

    /// <summary>Mean absolute error, <c>mae</c>.</summary>
    /// <param name="output">Name of the output; null for the first.</param>
    public static ErrorScore MeanAbsolute(string? output = null) => new("mae", "mean absolute error", squares: false, output);

    /// <summary>Root of the mean squared error, <c>rmse</c>.</summary>
    /// <param name="output">Name of the output; null for the first.</param>
    public static ErrorScore RootMeanSquare(string? output = null) => new("rmse", "root mean square error", squares: true, output);

    public string Name => OutputName.Join(_name, _output);

    public string Title => OutputName.Of(_title, _output);

    public ScoreKind Kind => ScoreKind.Error;

    public string? Refusal(IReadOnlyList<ModelOutput> outputs, SampleTruth truth)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(truth);
        var read = OutputName.Find(outputs, _output, out var refusal);
        if (read is null) return refusal;
        if (truth.Target is not { } target)
            return "compares with targets, and the data has none; give columns 'target_…', or real numbers as labels";
        return target.Count == read.Shape.ElementCount ? null
            : $"compares {target.Count} target values per sample with the output '{read.Name}' {read.Shape}, which has "
            + $"{read.Shape.ElementCount}";
    }

    public double[]? Terms(IReadOnlyList<ModelOutput> outputs, SampleTruth truth)
    {
        ArgumentNullException.ThrowIfNull(truth);
        if (truth.Target is not { } target) return null;
        var values = OutputName.Get(outputs, _output).Values.Span;
        double sum = 0;
        for (var i = 0; i < values.Length; i++) sum += Size(values[i] - (double)target[i]);
        return [sum / values.Length];
    }

    public double Value(IReadOnlyList<double> sums, int samples)
    {
        ArgumentNullException.ThrowIfNull(sums);
        var mean = sums[0] / samples;
        // What was left out of a sum may leave a trace below 0.
        return _squares ? Math.Sqrt(Math.Max(0, mean)) : mean;
    }

    /// <summary>The error of the best constant answer: the median of each element, or its mean.</summary>
    public double? Guess(IReadOnlyList<ModelOutput> outputs, IReadOnlyList<SampleTruth> truths)
    {
        ArgumentNullException.ThrowIfNull(truths);
        var targets = truths.Select(truth => truth.Target).OfType<IReadOnlyList<float>>().ToArray();
        if (targets.Length == 0) return null;
        double sum = 0;
        for (var element = 0; element < targets[0].Count; element++)
        {
            var column = targets.Select(target => (double)target[element]).Order().ToArray();
            var constant = _squares ? column.Average() : column[column.Length / 2];
            sum += column.Sum(value => Size(value - constant));
        }
        return Value([sum / targets[0].Count], targets.Length);
    }

    private double Size(double error)
    {
        var size = double.IsFinite(error) ? Math.Abs(error) : float.MaxValue;
        return _squares ? size * size : size;
    }
}
