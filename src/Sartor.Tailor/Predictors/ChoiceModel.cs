namespace Sartor.Tailor.Predictors;

/// <summary>
/// Predicts a value of a network (latency, error) as a sum over its choices, on the scale where it is one, so that the best network is
/// found exactly: both scales have the same order.
/// </summary>
internal sealed class ChoiceModel
{
    private static readonly double[] s_penalties = [1e-3, 1e-2, 0.1, 0.3, 1, 3, 10];

    private readonly RidgeRegression _sum;

    private ChoiceModel(ChoiceFeatures features, ValueScale scale, double penalty, RidgeRegression sum, double error)
    {
        Features = features;
        Scale = scale;
        Penalty = penalty;
        _sum = sum;
        Error = error;
    }

    public ChoiceFeatures Features { get; }

    public ValueScale Scale { get; }

    public double Penalty { get; }

    /// <summary>The root mean square error on samples that were left out of the fit in turn, in the unit of the value.</summary>
    public double Error { get; }

    /// <summary>
    /// The model that predicts best what it was not fitted to: with and without pairs, on both scales, with each penalty, by
    /// cross-validation with five parts (Stone, Journal of the Royal Statistical Society B 36, 1974).
    /// </summary>
    /// <param name="choices">The number of choices at each position.</param>
    /// <param name="samples">At least ten, in an order that says nothing; values above 0 and finite.</param>
    public static ChoiceModel Fit(IReadOnlyList<int> choices, IReadOnlyList<ChoiceSample> samples) =>
        Fit(choices, samples, [false, true], Enum.GetValues<ValueScale>());

    /// <summary>The same of the given forms alone.</summary>
    /// <param name="choices">The number of choices at each position.</param>
    /// <param name="samples">At least ten, in an order that says nothing.</param>
    /// <param name="pairs">Without pairs, with them, or both.</param>
    /// <param name="scales">The scales to try.</param>
    /// <param name="penalties">Those to try, above 0; null for usual ones. Next to none suits values without noise.</param>
    public static ChoiceModel Fit(
        IReadOnlyList<int> choices, IReadOnlyList<ChoiceSample> samples, IReadOnlyList<bool> pairs, IReadOnlyList<ValueScale> scales,
        IReadOnlyList<double>? penalties = null)
    {
        ChoiceModel? best = null;
        foreach (var withPairs in pairs)
        {
            var features = new ChoiceFeatures(choices, withPairs);
            var rows = samples.Select(sample => features.Row(sample.Choices)).ToArray();
            foreach (var scale in scales)
            {
                foreach (var penalty in penalties ?? s_penalties)
                {
                    var error = CrossError(rows, samples, scale, penalty);
                    if (best is not null && error >= best.Error) continue;
                    var sum = RidgeRegression.Fit(rows, [.. samples.Select(sample => To(scale, sample.Value))], penalty);
                    best = new ChoiceModel(features, scale, penalty, sum, error);
                }
            }
        }
        return best!;
    }

    /// <summary>The value of a network, in its unit.</summary>
    public double Predict(IReadOnlyList<int> network) => From(Scale, _sum.Predict(Features.Row(network)));

    /// <summary>What is added, on the model's scale, where a choice follows another; the first position has the constant too.</summary>
    /// <param name="position">The position of the choice.</param>
    /// <param name="before">The choice of the position before; any for the first.</param>
    /// <param name="choice">The choice.</param>
    public double Step(int position, int before, int choice)
    {
        var step = position == 0 ? _sum.Constant : 0;
        if (Features.Single(position, choice) is { } single) step += _sum.Coefficients[single];
        if (position > 0 && Features.Pair(position - 1, before, choice) is { } pair) step += _sum.Coefficients[pair];
        return step;
    }

    private static double CrossError(double[][] rows, IReadOnlyList<ChoiceSample> samples, ValueScale scale, double penalty)
    {
        const int parts = 5;
        var squares = 0.0;
        for (var part = 0; part < parts; part++)
        {
            var fitted = Enumerable.Range(0, rows.Length).Where(i => i % parts != part).ToArray();
            var sum = RidgeRegression.Fit(
                [.. fitted.Select(i => rows[i])], [.. fitted.Select(i => To(scale, samples[i].Value))], penalty);
            for (var i = part; i < rows.Length; i += parts)
            {
                var difference = From(scale, sum.Predict(rows[i])) - samples[i].Value;
                squares += difference * difference;
            }
        }
        return Math.Sqrt(squares / rows.Length);
    }

    private static double To(ValueScale scale, double value) => scale == ValueScale.Plain ? value : Math.Log(value);

    private static double From(ValueScale scale, double value) => scale == ValueScale.Plain ? value : Math.Exp(value);
}
