using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Codes;

/// <summary>Asks what one network costs, part by part: the sum that a way through <see cref="SpaceGraph"/> has.</summary>
internal static class CodeWalk
{
    /// <returns>The sum of each objective.</returns>
    public static double[] Sum(SubNetCode code, ISpaceCosts costs)
    {
        var space = code.Space;
        var sums = new double[costs.Objectives.Count];
        var part = new double[sums.Length];
        var resolution = code.ValueOf(space.Resolution)!.Value;
        costs.OfResolution(resolution, part);
        Take(sums, part);
        var groups = new WidthGroups(space);
        var before = 1.0;
        for (var s = 0; s < space.Stages.Count; s++)
        {
            var stage = space.Stages[s];
            var width = groups.Of(s) < 0 ? 1 : code.ValueOf(groups.Decision(groups.Of(s)))!.Value;
            var depth = stage.Depth is { } decision ? code.ValueOf(decision)!.Value : 0;
            costs.OfStage(stage, new BlockPlace(resolution, before, width), depth, part);
            Take(sums, part);
            var remaining = stage.Remaining(depth);
            for (var b = 0; b < stage.Blocks.Count; b++)
            {
                if (!remaining[b]) continue;
                double[] values = [.. stage.Blocks[b].Decisions.Select(block => code.ValueOf(block)!.Value)];
                costs.OfBlock(stage, stage.Blocks[b], new BlockPlace(resolution, before, width), values, part);
                Take(sums, part);
                before = width;
            }
            before = width;
        }
        return sums;
    }

    private static void Take(double[] sums, double[] part)
    {
        for (var objective = 0; objective < sums.Length; objective++) sums[objective] += part[objective];
        Array.Clear(part);
    }
}
