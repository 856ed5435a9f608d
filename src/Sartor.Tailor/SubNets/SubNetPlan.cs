using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.SubNets;

/// <summary>What choices mean for each layer of a network, and which blocks they leave out.</summary>
internal sealed class SubNetPlan
{
    private readonly SpaceBinding _binding;
    private readonly HeadChannels _heads;
    private readonly Dictionary<Node, LayerPlan> _layers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, Value> _skipped = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Node> _left = new(ReferenceEqualityComparer.Instance);

    private SubNetPlan(SpaceBinding binding, HeadChannels heads) => (_binding, _heads) = (binding, heads);

    /// <summary>The plan of a whole network.</summary>
    public static SubNetPlan Of(SpaceBinding binding, SubNetCode code, HeadChannels heads)
    {
        var plan = new SubNetPlan(binding, heads);
        for (var s = 0; s < binding.Space.Stages.Count; s++) plan.Stage(s, code);
        return plan;
    }

    /// <summary>The plan of a network of which only the input's size differs.</summary>
    public static SubNetPlan OfWhole(SpaceBinding binding, HeadChannels heads) => new(binding, heads);

    /// <summary>The plan of one block.</summary>
    /// <param name="binding">The space and the network's structure.</param>
    /// <param name="heads">The channels of its heads, as far as they were looked for.</param>
    /// <param name="found">The block.</param>
    /// <param name="values">What is decided for it.</param>
    /// <param name="width">The width of what it gives, as a share.</param>
    public static SubNetPlan OfBlock(SpaceBinding binding, HeadChannels heads, FoundBlock found, BlockValues values, double width)
    {
        var plan = new SubNetPlan(binding, heads);
        plan.Block(found, values, width);
        return plan;
    }

    /// <summary>The plan of a stage of layers.</summary>
    public static SubNetPlan OfLayers(SpaceBinding binding, HeadChannels heads, int stage, double width)
    {
        var plan = new SubNetPlan(binding, heads);
        plan.Layers(stage, width);
        return plan;
    }

    /// <summary>What each layer is to have; others follow from their inputs.</summary>
    public IReadOnlyDictionary<Node, LayerPlan> LayerPlans => _layers;

    /// <summary>For what a block gives that is left out, what it takes.</summary>
    public IReadOnlyDictionary<Value, Value> Skipped => _skipped;

    /// <summary>The nodes that are left out.</summary>
    public IReadOnlySet<Node> LeftOut => _left;

    private void Stage(int index, SubNetCode code)
    {
        var (found, stage) = (_binding.Structure.Stages[index], _binding.Space.Stages[index]);
        var width = Width(index, code);
        if (found.Blocks.Count == 0)
        {
            Layers(index, width);
            return;
        }
        var remaining = stage.Remaining(stage.Depth is { } depth ? code.ValueOf(depth)!.Value : 0);
        for (var b = 0; b < found.Blocks.Count; b++)
        {
            if (remaining[b]) Block(found.Blocks[b], new BlockValues(found.Blocks[b], stage.Blocks[b], code.ValueOf), width);
            else
            {
                _skipped[found.Blocks[b].Exit] = found.Blocks[b].Entry;
                _left.UnionWith(found.Blocks[b].Parts.SelectMany(part => part.Nodes));
            }
        }
    }

    private void Layers(int index, double width)
    {
        var found = _binding.Structure.Stages[index];
        var layers = found.Layers.Where(part => part is { HasWeights: true, IsDepthwise: false }).ToList();
        // The last layer of all gives the network's outputs.
        if (index == _binding.Structure.Stages.Count - 1 && layers.Count > 0) layers.RemoveAt(layers.Count - 1);
        foreach (var layer in layers) Plan(layer, First(layer.Outputs, width), null);
        foreach (var part in found.Layers) Rest(part, null);
    }

    private double Width(int index, SubNetCode code)
    {
        var stages = _binding.Space.Stages;
        var stage = stages[index].TiedTo is { } other ? stages.Single(candidate => candidate.Name == other) : stages[index];
        return stage.Width is { TiedTo: null } width ? code.ValueOf(width)!.Value : 1;
    }

    private void Block(FoundBlock found, BlockValues values, double width)
    {
        IReadOnlyList<Part> plain = [.. found.Parts.Where(part => part.Kind != PartKind.Residual)];
        foreach (var part in found.Parts.Where(part => part.Kind == PartKind.Residual))
        {
            IOutputRule? end = part.IsIdentity ? new SameAs(part.Entry) : null;
            Way(part.Branch, values, width, end, isShortcut: false);
            Way(part.Shortcut, values, width, end, isShortcut: true);
        }
        Way(plain, values, width, null, isShortcut: false);
    }

    private void Way(IReadOnlyList<Part> parts, BlockValues values, double width, IOutputRule? end, bool isShortcut)
    {
        var layers = parts.Where(part => part.HasWeights).ToArray();
        var last = layers.LastOrDefault(layer => !layer.IsDepthwise);
        var hasAttention = parts.Any(part => part.Kind == PartKind.Attention);
        foreach (var layer in layers)
        {
            var kernel = isShortcut ? null : values.Kernel(layer);
            var rule = layer.IsDepthwise ? null
                : layer == last ? end ?? First(layer.Outputs, width)
                : hasAttention || isShortcut ? null : Inner(values, width);
            Plan(layer, rule, kernel);
        }
        foreach (var part in parts) Rest(part, values);
    }

    private IOutputRule? Inner(BlockValues values, double width)
    {
        if (values.Expansion is not var (variation, ratio)) return null;
        if (!variation.IsOfOutput) return new TimesInput(ratio, variation.Own, _binding.Divisor);
        var channels = width.Equals(1) ? variation.BaseChannels : Channels.Rounded(variation.BaseChannels * width, _binding.Divisor);
        return width.Equals(1) && ratio.Equals(variation.Own)
            ? null
            : new FirstChannels(Channels.Rounded(channels * ratio, _binding.Divisor));
    }

    // Gates follow what they gate; heads are those that the code names.
    private void Rest(Part part, BlockValues? values)
    {
        if (part.Kind == PartKind.Gate)
        {
            var layers = part.Nodes.Where(node => node.Operator is Convolution or FullyConnected).ToArray();
            foreach (var layer in layers)
            {
                var isLast = layer == layers[^1];
                _layers[layer] = new LayerPlan(isLast ? new SameAs(part.Entry) : new ShareOf(part.Entry, _binding.Divisor));
            }
        }
        if (part.Heads is not { } own || values?.Heads is not var (heads, scale)) return;
        var channels = scale is { } share ? Math.Min(Channels.Rounded(own.KeyChannels * share, _binding.Divisor), own.ValueChannels)
            : own.ValueChannels;
        foreach (var (layer, places) in _heads.Of(part, heads ?? own.Count, channels))
            _layers[layer] = new LayerPlan(new ListedChannels(places));
    }

    private FirstChannels? First(long own, double width) =>
        width.Equals(1) ? null : new FirstChannels(Channels.Rounded(own * width, _binding.Divisor));

    private void Plan(Part layer, IOutputRule? outputs, long? kernel)
    {
        if (outputs is not null || kernel is not null) _layers.TryAdd(layer.Nodes[0], new LayerPlan(outputs, kernel));
    }
}
