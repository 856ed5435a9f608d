using Sartor.Tailor.Codes;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Operators;

/// <summary>Says of each stage and block that a space's graph asks for which form of a stretch it is.</summary>
/// <param name="network">The network.</param>
/// <param name="forms">Its stretches.</param>
/// <param name="add">Takes each.</param>
internal sealed class UnitWalk(SuperNet network, UnitForms forms, Action<UnitPlace, UnitForm> add)
{
    private readonly Dictionary<string, int> _stages = network.Space.Stages.Select((stage, i) => (stage.Name, i))
        .ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);

    /// <summary>The layers of a stage without blocks, or what follows the blocks of another.</summary>
    public void OfStage(SpaceStage stage, BlockPlace place)
    {
        var found = network.Binding.Structure.Stages[_stages[stage.Name]];
        if (found.Blocks.Count == 0 || found.Tail.Count > 0) Add(stage, null, place, []);
    }

    /// <summary>A block.</summary>
    public void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values)
    {
        for (var b = 0; b < stage.Blocks.Count; b++)
        {
            if (stage.Blocks[b] == block) Add(stage, b, place, values);
        }
    }

    private void Add(SpaceStage stage, int? block, BlockPlace place, IReadOnlyList<double> values)
    {
        var unit = new UnitPlace(_stages[stage.Name], block, place.Resolution, place.Before, place.Width, [.. values]);
        add(unit, forms.Of(unit));
    }
}
