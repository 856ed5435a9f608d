using Sartor.Tailor.Search;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Codes;

/// <summary>Gives the code of a way through the graph of a space.</summary>
internal static class PathCode
{
    /// <param name="space">The space.</param>
    /// <param name="path">A way through its <see cref="SpaceGraph"/>.</param>
    public static SubNetCode Of(SearchSpace space, FoundPath path)
    {
        var groups = new WidthGroups(space);
        var next = 0;
        var chosen = new Dictionary<Decision, int>(ReferenceEqualityComparer.Instance) { [space.Resolution] = path.Labels[next++] };
        for (var s = 0; s < space.Stages.Count; s++)
        {
            var stage = space.Stages[s];
            if (groups.IsFirst(s)) chosen[groups.Decision(groups.Of(s))] = path.Labels[next++];
            var depth = path.Labels[next++];
            if (stage.Depth is not null) chosen[stage.Depth] = depth;
            var remaining = stage.Remaining(SearchSpace.Depths(stage)[depth]);
            for (var b = 0; b < stage.Blocks.Count; b++)
            {
                var block = stage.Blocks[b];
                var choices = remaining[b] ? BlockOptions.Choices(block, path.Labels[next++]) : null;
                for (var d = 0; d < block.Decisions.Count; d++) chosen[block.Decisions[d]] = choices?[d] ?? -1;
            }
            // The end of the stage.
            next++;
        }
        return new SubNetCode(space, [.. space.Decisions.Select(decision => chosen[decision])]);
    }
}
