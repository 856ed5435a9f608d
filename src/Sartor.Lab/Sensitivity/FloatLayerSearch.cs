using Sartor.Convert.Quantization;
using Sartor.Results.Records;

namespace Sartor.Lab.Sensitivity;

/// <summary>
/// Looks for the fewest layers to keep in float32 so that limits are kept: the most sensitive ones first, as few of them as are enough;
/// then each of them that int8 can have back.
/// </summary>
/// <param name="bySensitivity">Gives what int8 computes, the most sensitive first; asked only where all in int8 is not enough.</param>
/// <param name="limits">What has to be kept.</param>
/// <param name="run">What is measured where the layers with these outputs are float32.</param>
internal sealed class FloatLayerSearch(
    Func<IReadOnlyList<Int8Layer>> bySensitivity, LayerLimits limits, Func<IReadOnlySet<string>, LayerOutcome> run)
{
    /// <summary>Most variants that are tried.</summary>
    public const int MostTrials = 64;

    private readonly List<MixedPrecisionTrial> _trials = [];

    /// <summary>What was tried, in order.</summary>
    public IReadOnlyList<MixedPrecisionTrial> Trials => _trials;

    /// <summary>Searches.</summary>
    /// <returns>The layers to keep and what was measured with them; null where no variant keeps the limits.</returns>
    public (IReadOnlyList<Int8Layer> Float, LayerOutcome Outcome)? Run()
    {
        if (Try("all in int8", []) is { } none) return ([], none);
        var layers = bySensitivity();
        // Doubled until it is enough, then halved between what is not and what is.
        var (tooFew, enough) = (0, 0);
        LayerOutcome? found = null;
        while (found is null)
        {
            if (tooFew == layers.Count) return null;
            enough = Math.Min(layers.Count, Math.Max(1, 2 * tooFew));
            found = TryFirst(layers, enough);
            if (found is null) tooFew = enough;
        }
        while (enough - tooFew > 1)
        {
            var middle = (tooFew + enough) / 2;
            if (TryFirst(layers, middle) is { } outcome) (enough, found) = (middle, outcome);
            else tooFew = middle;
        }
        var kept = layers.Take(enough).ToList();
        foreach (var layer in layers.Take(enough).Reverse().ToArray())
        {
            if (kept.Count == 1 || _trials.Count >= MostTrials) break;
            var fewer = kept.Where(other => other != layer).ToList();
            if (Try($"'{layer.Name}' back in int8", fewer) is { } outcome) (kept, found) = (fewer, outcome);
        }
        return (kept, found);
    }

    private LayerOutcome? TryFirst(IReadOnlyList<Int8Layer> layers, int count) =>
        Try(
            count == layers.Count ? "all in float32"
                : $"the {(count == 1 ? "most sensitive layer" : $"{count} most sensitive layers")} in float32", layers.Take(count));

    /// <summary>What was measured, if it is allowed.</summary>
    private LayerOutcome? Try(string what, IEnumerable<Int8Layer> chosen)
    {
        var outputs = chosen.Select(layer => layer.Output).ToHashSet();
        var outcome = run(outputs);
        var passed = limits.Allow(outcome);
        _trials.Add(new MixedPrecisionTrial(what, outputs.Count, outcome.Drop, passed) { SqnrDb = Finite(outcome.SqnrDb) });
        return passed ? outcome : null;
    }

    private static double? Finite(double? ratio) => ratio is { } value && double.IsFinite(value) ? value : null;
}
