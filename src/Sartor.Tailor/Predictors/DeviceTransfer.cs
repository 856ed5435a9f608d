namespace Sartor.Tailor.Predictors;

/// <summary>
/// Carries latencies from a device where they are known to another on which a few were measured. Of a factor, a line and a monotone curve
/// (isotonic regression by pooling neighbours that stand in the wrong order: Barlow, Bartholomew, Bremner and Brunk, 1972) the one is taken
/// that predicts best what it was not fitted to.
/// </summary>
internal sealed class DeviceTransfer
{
    private const int FewestPairs = 3;

    private readonly Func<double, double> _curve;

    private DeviceTransfer(string form, Func<double, double> curve, IReadOnlyList<double> errors)
    {
        Form = form;
        _curve = curve;
        Errors = errors;
    }

    /// <summary>"factor", "line" or "curve".</summary>
    public string Form { get; }

    /// <summary>For each measured pair, how wrong a curve without it is there: a share of the measured value, ascending.</summary>
    public IReadOnlyList<double> Errors { get; }

    /// <param name="pairs">Latencies of the same networks or operators on both devices, above 0; at least three.</param>
    public static DeviceTransfer Fit(IReadOnlyList<(double Known, double Measured)> pairs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs.Count, FewestPairs);
        (string Name, Func<IReadOnlyList<(double, double)>, Func<double, double>> Fit)[] forms =
            [("factor", Factor), ("line", Line), ("curve", Curve)];
        DeviceTransfer? best = null;
        foreach (var (name, fit) in forms)
        {
            var errors = Enumerable.Range(0, pairs.Count).Select(left =>
            {
                var curve = fit([.. pairs.Where((_, i) => i != left)]);
                return Math.Abs(curve(pairs[left].Known) - pairs[left].Measured) / pairs[left].Measured;
            }).Order().ToArray();
            if (best is null || errors.Average() < best.Errors.Average()) best = new DeviceTransfer(name, fit(pairs), errors);
        }
        return best!;
    }

    /// <summary>The latency on the other device, in its unit.</summary>
    /// <param name="known">The latency on the first.</param>
    public double Predict(double known) => _curve(known);

    private static Func<double, double> Factor(IReadOnlyList<(double Known, double Measured)> pairs)
    {
        var ratios = pairs.Select(pair => pair.Measured / pair.Known).Order().ToArray();
        var factor = (ratios[(ratios.Length - 1) / 2] + ratios[ratios.Length / 2]) / 2;
        return known => factor * known;
    }

    // Relative errors are what counts, so each pair has the weight of one over its square.
    private static Func<double, double> Line(IReadOnlyList<(double Known, double Measured)> pairs)
    {
        double weights = 0, x = 0, y = 0;
        foreach (var (known, measured) in pairs)
        {
            var weight = 1 / (measured * measured);
            weights += weight;
            x += weight * known;
            y += weight * measured;
        }
        (x, y) = (x / weights, y / weights);
        double products = 0, squares = 0;
        foreach (var (known, measured) in pairs)
        {
            var weight = 1 / (measured * measured);
            products += weight * (known - x) * (measured - y);
            squares += weight * (known - x) * (known - x);
        }
        var slope = squares > 0 ? Math.Max(0, products / squares) : 0;
        return known => y + (slope * (known - x));
    }

    private static Func<double, double> Curve(IReadOnlyList<(double Known, double Measured)> pairs)
    {
        var blocks = new List<(double Known, double Measured, int Count)>();
        foreach (var (known, measured) in pairs.OrderBy(pair => pair.Known).ThenBy(pair => pair.Measured))
        {
            blocks.Add((known, measured, 1));
            while (blocks.Count > 1 && blocks[^2].Measured >= blocks[^1].Measured)
            {
                var (one, other) = (blocks[^2], blocks[^1]);
                var count = one.Count + other.Count;
                blocks.RemoveAt(blocks.Count - 1);
                blocks[^1] = (
                    ((one.Known * one.Count) + (other.Known * other.Count)) / count,
                    ((one.Measured * one.Count) + (other.Measured * other.Count)) / count, count);
            }
        }
        return known => Interpolate(blocks, known);
    }

    // Between the blocks a line; beyond them the factor of the outermost.
    private static double Interpolate(List<(double Known, double Measured, int Count)> blocks, double known)
    {
        if (known <= blocks[0].Known) return known * blocks[0].Measured / blocks[0].Known;
        if (known >= blocks[^1].Known) return known * blocks[^1].Measured / blocks[^1].Known;
        var next = blocks.FindIndex(block => block.Known >= known);
        var (below, above) = (blocks[next - 1], blocks[next]);
        return below.Measured + ((known - below.Known) / (above.Known - below.Known) * (above.Measured - below.Measured));
    }
}
