using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Codes;

/// <summary>Several costs side by side.</summary>
internal sealed class JoinedCosts(params IReadOnlyList<ISpaceCosts> parts) : ISpaceCosts
{
    public IReadOnlyList<string> Objectives { get; } = [.. parts.SelectMany(part => part.Objectives)];

    public void OfResolution(double resolution, Span<double> costs)
    {
        foreach (var part in parts)
        {
            part.OfResolution(resolution, costs[..part.Objectives.Count]);
            costs = costs[part.Objectives.Count..];
        }
    }

    public void OfStage(SpaceStage stage, BlockPlace place, double depth, Span<double> costs)
    {
        foreach (var part in parts)
        {
            part.OfStage(stage, place, depth, costs[..part.Objectives.Count]);
            costs = costs[part.Objectives.Count..];
        }
    }

    public void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values, Span<double> costs)
    {
        foreach (var part in parts)
        {
            part.OfBlock(stage, block, place, values, costs[..part.Objectives.Count]);
            costs = costs[part.Objectives.Count..];
        }
    }
}
