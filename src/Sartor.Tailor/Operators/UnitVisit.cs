using Sartor.Tailor.Codes;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Operators;

/// <summary>Lets a walk see all parts that are asked for; nothing costs anything.</summary>
internal sealed class UnitVisit(UnitWalk walk) : ISpaceCosts
{
    public IReadOnlyList<string> Objectives { get; } = ["nothing"];

    public void OfResolution(double resolution, Span<double> costs)
    {
    }

    public void OfStage(SpaceStage stage, BlockPlace place, double depth, Span<double> costs) => walk.OfStage(stage, place);

    public void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values, Span<double> costs) =>
        walk.OfBlock(stage, block, place, values);
}
