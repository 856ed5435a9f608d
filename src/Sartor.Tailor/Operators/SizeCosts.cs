using Sartor.Tailor.Codes;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Operators;

/// <summary>MACs and bytes of weights of a network, as sums over its parts.</summary>
internal sealed class SizeCosts : ISpaceCosts
{
    private readonly UnitWalk _walk;
    private UnitForm? _form;

    public SizeCosts(SuperNet network, UnitForms forms) => _walk = new UnitWalk(network, forms, (_, form) => _form = form);

    public IReadOnlyList<string> Objectives { get; } = ["macs", "bytes"];

    public void OfResolution(double resolution, Span<double> costs)
    {
    }

    public void OfStage(SpaceStage stage, BlockPlace place, double depth, Span<double> costs)
    {
        _walk.OfStage(stage, place);
        Take(costs);
    }

    public void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values, Span<double> costs)
    {
        _walk.OfBlock(stage, block, place, values);
        Take(costs);
    }

    private void Take(Span<double> costs)
    {
        if (_form is not null) (costs[0], costs[1]) = (_form.Macs, _form.WeightBytes);
        _form = null;
    }
}
