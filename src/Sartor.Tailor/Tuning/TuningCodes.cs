using System.Numerics;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Tuning;

/// <summary>The SubNets that are tuned.</summary>
internal static class TuningCodes
{
    /// <summary>The largest, the smallest, and others, each once; all networks of a space that has no more.</summary>
    /// <param name="space">The space.</param>
    /// <param name="count">How many others.</param>
    /// <param name="seed">Draws them.</param>
    public static IReadOnlyList<SubNetCode> Choose(SearchSpace space, int count, long seed)
    {
        var chosen = new List<SubNetCode> { Extreme(space, values => values.Max()) };
        var known = new HashSet<SubNetCode>(chosen);
        void Add(SubNetCode code)
        {
            if (known.Add(code)) chosen.Add(code);
        }
        Add(Extreme(space, values => values.Min()));
        if (space.DistinctCount <= new BigInteger(count) + known.Count)
        {
            foreach (var code in SubNetCode.All(space)) Add(code);
            return chosen;
        }
        var (random, all) = (new Random(unchecked((int)(seed ^ (seed >> 32)))), known.Count + count);
        while (chosen.Count < all) Add(SubNetCode.Random(space, random));
        return chosen;
    }

    // The greatest or the least value of each decision that exists then.
    private static SubNetCode Extreme(SearchSpace space, Func<IReadOnlyList<double>, double> pick)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        void Add(Decision decision)
        {
            if (decision.TiedTo is null) values[decision.Name] = pick(decision.Values);
        }
        Add(space.Resolution);
        foreach (var stage in space.Stages)
        {
            if (stage.Width is { } width) Add(width);
            if (stage.Depth is { } depth) Add(depth);
            var remaining = stage.Remaining(pick(SearchSpace.Depths(stage)));
            foreach (var decision in stage.Blocks.Where((_, i) => remaining[i]).SelectMany(block => block.Decisions)) Add(decision);
        }
        return SubNetCode.Of(space, values);
    }
}
