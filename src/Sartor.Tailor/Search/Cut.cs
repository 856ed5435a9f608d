namespace Sartor.Tailor.Search;

/// <summary>A bound that each network has to keep: the weighted sum of its objectives is at most the limit.</summary>
/// <param name="Weights">One for each objective, none negative.</param>
/// <param name="Limit">In the unit of that sum.</param>
internal sealed record Cut(IReadOnlyList<double> Weights, double Limit)
{
    /// <summary>A bound of one objective alone.</summary>
    public static Cut Of(int objectives, int objective, double limit)
    {
        var weights = new double[objectives];
        weights[objective] = 1;
        return new Cut(weights, limit);
    }
}
