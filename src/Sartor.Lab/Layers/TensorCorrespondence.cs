using Sartor.Graph.Ir;

namespace Sartor.Lab.Layers;

/// <summary>
/// Finds which tensors of two files stand for one another: those of one name whose values agree; then, along the order of execution, the
/// chain of pairs of fitting shapes with the most agreement. What a file has fused away has no counterpart and is left out.
/// </summary>
internal static class TensorCorrespondence
{
    /// <summary>Error ÷ spread below which values speak for a pair; two unrelated tensors have 1 and more.</summary>
    public const double Alike = 0.5;

    // The largest table of pairs that is filled; 64 MiB.
    private const long MostPairs = 1L << 24;

    /// <summary>The pairs, in the order of the variant.</summary>
    /// <param name="source">Tensors of the source in the order of execution.</param>
    /// <param name="variant">Tensors of the variant in the order of execution.</param>
    public static IReadOnlyList<TensorPair> Of(
        IReadOnlyList<(Value Value, TensorSketch Sketch)> source, IReadOnlyList<(Value Value, TensorSketch Sketch)> variant)
    {
        var pairs = ByName(source, variant);
        var ownTaken = pairs.Select(pair => pair.Source).ToHashSet();
        var otherTaken = pairs.Select(pair => pair.Variant).ToHashSet();
        (Value Value, TensorSketch Sketch)[] own = [.. source.Where(tensor => !ownTaken.Contains(tensor.Value))];
        (Value Value, TensorSketch Sketch)[] other = [.. variant.Where(tensor => !otherTaken.Contains(tensor.Value))];
        if ((long)own.Length * other.Length <= MostPairs) pairs.AddRange(Chain(own, other));
        var order = variant.Select((tensor, i) => (tensor.Value, i)).ToDictionary(place => place.Value, place => place.i);
        return [.. pairs.OrderBy(pair => order[pair.Variant])];
    }

    private static List<TensorPair> ByName(
        IReadOnlyList<(Value Value, TensorSketch Sketch)> source, IReadOnlyList<(Value Value, TensorSketch Sketch)> variant)
    {
        var named = source.GroupBy(tensor => tensor.Value.Name, StringComparer.Ordinal).Where(group => group.Count() == 1)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var pairs = new List<TensorPair>();
        foreach (var (value, sketch) in variant)
        {
            if (!named.TryGetValue(value.Name, out var own)) continue;
            if (own.Sketch.Compare(sketch) is { Error: <= Alike } match && named.Remove(value.Name))
                pairs.Add(new TensorPair(own.Value, value, match.Order));
        }
        return pairs;
    }

    // The best chain of pairs (Needleman and Wunsch 1970, without a cost of gaps).
    private static List<TensorPair> Chain((Value Value, TensorSketch Sketch)[] own, (Value Value, TensorSketch Sketch)[] other)
    {
        var best = new float[own.Length + 1, other.Length + 1];
        for (var i = own.Length - 1; i >= 0; i--)
        {
            for (var j = other.Length - 1; j >= 0; j--)
            {
                var skipped = Math.Max(best[i + 1, j], best[i, j + 1]);
                best[i, j] = Score(own[i], other[j]) is { } score ? Math.Max(skipped, best[i + 1, j + 1] + score) : skipped;
            }
        }
        var pairs = new List<TensorPair>();
        for (int i = 0, j = 0; i < own.Length && j < other.Length;)
        {
            if (best[i, j] > Math.Max(best[i + 1, j], best[i, j + 1]))
            {
                var (error, order) = own[i].Sketch.Compare(other[j].Sketch)!.Value;
                pairs.Add(new TensorPair(own[i].Value, other[j].Value, order, error > Alike));
                (i, j) = (i + 1, j + 1);
            }
            else if (best[i + 1, j] >= best[i, j + 1]) i++;
            else j++;
        }
        return pairs;
    }

    // Values that agree count most, then a name, then a shape with values of the same size.
    private static float? Score((Value Value, TensorSketch Sketch) own, (Value Value, TensorSketch Sketch) other)
    {
        if (own.Sketch.Compare(other.Sketch) is not { } match) return null;
        var name = own.Value.Name == other.Value.Name ? 2f : 0;
        if (match.Error <= Alike) return name + 8 - (float)(4 * match.Error / Alike);
        return name + 0.1f + (float)(0.9 / (1 + (4 * own.Sketch.CompareSorted(other.Sketch))));
    }
}
