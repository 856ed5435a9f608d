using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Accuracy;

/// <summary>The networks that differ from the network itself in one decision.</summary>
internal static class SingleModifications
{
    /// <summary>The network itself.</summary>
    public static SubNetCode Base(SearchSpace space) => SubNetCode.Of(space, Own(space));

    /// <summary>Each other value of each decision, with the network that has it.</summary>
    public static IEnumerable<(Decision Decision, double Value, SubNetCode Code)> Of(SearchSpace space)
    {
        foreach (var decision in space.Decisions)
        {
            foreach (var value in decision.Values.Where(value => !value.Equals(decision.Values.Max())))
            {
                var values = Own(space);
                values[decision.Name] = value;
                var stage = space.Stages.FirstOrDefault(candidate => candidate.Depth == decision);
                if (stage is not null)
                {
                    var remaining = stage.Remaining(value);
                    foreach (var left in stage.Blocks.Where((_, b) => !remaining[b]).SelectMany(block => block.Decisions))
                        values.Remove(left.Name);
                }
                yield return (decision, value, SubNetCode.Of(space, values));
            }
        }
    }

    // The network's own values are the largest.
    private static Dictionary<string, double> Own(SearchSpace space) =>
        space.Decisions.ToDictionary(decision => decision.Name, decision => decision.Values.Max(), StringComparer.Ordinal);
}
