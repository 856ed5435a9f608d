using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Tailor.Operators.Fusions;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Operators;

/// <summary>Cuts stretches of a network by themselves: what steps they have, and their graphs.</summary>
internal sealed class UnitForms
{
    private readonly SpaceBinding _binding;
    private readonly HeadChannels _heads;
    private readonly KernelGroups _rules;
    private readonly Dictionary<(int, int?), IReadOnlyList<IReadOnlyList<Node>>> _groups = [];
    private readonly Dictionary<double, GraphCutter> _sizes = [];
    private readonly Dictionary<string, UnitForm> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<UnitPlace, UnitForm> _places = [];

    public UnitForms(SuperNet network, FusionRules rules)
    {
        (_binding, _heads, _rules) = (network.Binding, network.Heads, new KernelGroups(rules));
    }

    /// <summary>What a stretch is made of at a place.</summary>
    /// <exception cref="UnsupportedModelException">An operator cannot be cut so.</exception>
    public UnitForm Of(UnitPlace place)
    {
        if (_places.TryGetValue(place, out var known)) return known;
        // Different resolutions and shares come to the same shapes.
        var entry = EntryAxes(place);
        var text = $"{place.Stage}.{place.Block}:{string.Join(',', NodeCut.Extents(entry))}:{place.Width}:{string.Join(',', place.Values)}";
        if (!_known.TryGetValue(text, out var form))
        {
            var cutter = Cut(place, entry);
            var keys = Groups(place).Select(group => KernelKey.Of(group, cutter)).ToArray();
            var key = KernelKey.OfUnit(Name(place), cutter, Exit(place), NodeCut.Extents(entry), keys);
            var macs = cutter.Graph.Nodes.Sum(node => node.Operator.Macs(node.InputTypes, node.OutputTypes));
            var bytes = cutter.Weights.Where(weight => weight.Value.Type.Element.IsFloat())
                .Sum(weight => weight.Value.Type.Element.ByteCount(weight.Value.Type.Shape!.ElementCount));
            _known[text] = form = new UnitForm(key, [.. keys], macs, bytes);
        }
        return _places[place] = form;
    }

    /// <summary>The graph of a whole stretch.</summary>
    public ModelGraph Graph(UnitPlace place)
    {
        var cutter = Cut(place, EntryAxes(place));
        cutter.Graph.Outputs.Add(cutter.Of(Exit(place)));
        return cutter.Graph;
    }

    /// <summary>The graph of one step; what it takes of others are its inputs.</summary>
    public ModelGraph Graph(KernelOperator kernel)
    {
        var around = Cut(kernel.Example, EntryAxes(kernel.Example));
        var group = Groups(kernel.Example)[kernel.Group];
        var alone = new GraphCutter(_binding.Structure.Name, Plan(kernel.Example).LayerPlans);
        foreach (var input in Inputs(group)) alone.AddInput(input, around.AxesOf(input));
        foreach (var node in group) alone.Add(node);
        foreach (var output in group.SelectMany(node => node.Outputs).Where(value => value.Uses.Any(use => !group.Contains(use.Node))
            || _binding.Structure.Graph.Outputs.Contains(value)))
            alone.Graph.Outputs.Add(alone.Of(output));
        return alone.Graph;
    }

    private static IEnumerable<Value> Inputs(IReadOnlyList<Node> group) => group.SelectMany(node => node.Inputs)
        .Where(value => value is { Constant: null } && !group.Contains(value.Producer)).Select(value => value!).Distinct();

    private GraphCutter Cut(UnitPlace place, AxisCut[] entry)
    {
        var cutter = new GraphCutter(_binding.Structure.Name, Plan(place).LayerPlans);
        cutter.AddInput(Entry(place), entry);
        foreach (var node in Parts(place).SelectMany(part => part.Nodes)) cutter.Add(node);
        return cutter;
    }

    private SubNetPlan Plan(UnitPlace place)
    {
        var found = _binding.Structure.Stages[place.Stage];
        if (place.Block is not { } b)
        {
            return found.Blocks.Count == 0
                ? SubNetPlan.OfLayers(_binding, _heads, place.Stage, place.Width)
                : SubNetPlan.OfWhole(_binding, _heads);
        }
        var block = _binding.Space.Stages[place.Stage].Blocks[b];
        var values = new BlockValues(found.Blocks[b], block, decision => place.Values[Index(block, decision)]);
        return SubNetPlan.OfBlock(_binding, _heads, found.Blocks[b], values, place.Width);
    }

    private static int Index(SpaceBlock block, Decision decision)
    {
        for (var i = 0; i < block.Decisions.Count; i++)
        {
            if (block.Decisions[i] == decision) return i;
        }
        throw new ArgumentException($"{decision.Name} is no decision of {block.Name}");
    }

    private IReadOnlyList<Part> Parts(UnitPlace place)
    {
        var found = _binding.Structure.Stages[place.Stage];
        return place.Block is { } block ? found.Blocks[block].Parts : found.Blocks.Count == 0 ? found.Layers : found.Tail;
    }

    private Value Entry(UnitPlace place) => Parts(place)[0].Entry;

    private Value Exit(UnitPlace place) => Parts(place)[^1].Exit;

    private string Name(UnitPlace place)
    {
        var found = _binding.Structure.Stages[place.Stage];
        return place.Block is { } block ? found.Blocks[block].Template : found.Blocks.Count == 0 ? found.Name : "Tail";
    }

    private IReadOnlyList<IReadOnlyList<Node>> Groups(UnitPlace place) =>
        _groups.TryGetValue((place.Stage, place.Block), out var groups) ? groups
            : _groups[(place.Stage, place.Block)] = _rules.Of(Parts(place));

    // Planes follow from the resolution alone, channels from the width of what is taken.
    private AxisCut[] EntryAxes(UnitPlace place)
    {
        if (!_sizes.TryGetValue(place.Resolution, out var whole))
        {
            _sizes[place.Resolution] = whole = SubNetBuilder.Cut(
                _binding.Structure.Graph, SubNetPlan.OfWhole(_binding, _heads), (long)place.Resolution);
        }
        AxisCut[] axes = [.. whole.AxesOf(Entry(place))];
        // A tail takes what its stage gives.
        var share = place.Block is null && _binding.Structure.Stages[place.Stage].Blocks.Count > 0 ? place.Width : place.Before;
        var channels = axes.Length == 4 ? 1 : axes.Length - 1;
        var own = axes[channels].Own;
        if (!share.Equals(1.0)) axes[channels] = AxisCut.First(Math.Min(Channels.Rounded(own * share, _binding.Divisor), own), own);
        return axes;
    }
}
