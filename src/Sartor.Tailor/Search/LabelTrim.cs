namespace Sartor.Tailor.Search;

/// <summary>
/// Merges beginnings that differ little, where they are too many: each that is dropped has one beside it that is at least as good but in
/// the first objective, where it is worse by at most a width.
/// </summary>
internal static class LabelTrim
{
    /// <summary>Drops as few as the number allows.</summary>
    /// <param name="labels">In the order of the first objective.</param>
    /// <param name="most">How many may remain.</param>
    /// <param name="objectives">The number of objectives; nothing is merged with more than two or one.</param>
    /// <returns>What remains, and the width: what the first objective may have become worse by.</returns>
    public static (LabelSet Labels, double Width) Run(LabelSet labels, int most, int objectives)
    {
        if (labels.Count <= most || objectives != 2) return (labels, 0);
        var range = labels.Costs(labels.Count - 1)[0] - labels.Costs(0)[0];
        double below = 0, above = range;
        var remaining = Within(labels, above);
        for (var round = 0; round < 24 && above - below > 1e-3 * above; round++)
        {
            var width = (below + above) / 2;
            var tried = Within(labels, width);
            if (tried.Count > most) below = width;
            else (above, remaining) = (width, tried);
        }
        return (labels.Select(remaining), above);
    }

    // From the first that is left: the last one within the width is at least as good as those before it in the second objective.
    private static List<int> Within(LabelSet labels, double width)
    {
        var kept = new List<int>();
        for (var first = 0; first < labels.Count;)
        {
            var last = first;
            while (last + 1 < labels.Count && labels.Costs(last + 1)[0] - labels.Costs(first)[0] <= width) last++;
            kept.Add(last);
            first = last + 1;
        }
        return kept;
    }
}
