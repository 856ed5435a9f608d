namespace Sartor.Tailor.Spaces;

/// <summary>Which stages may have other output channels: what sums, attention and the ends of the network tie together.</summary>
internal static class StageWidth
{
    public static Variation Of(IReadOnlyList<FoundStage> stages, int index)
    {
        var stage = stages[index];
        var width = new Variation(Knob.Width, 1);
        return stage.Blocks.Count > 0 ? OfBlocks(stages, index, width) : OfLayers(stages, index, width);
    }

    private static Variation OfBlocks(IReadOnlyList<FoundStage> stages, int index, Variation width)
    {
        var stage = stages[index];
        if (stage.Blocks.SelectMany(block => block.Parts).Any(HasAttention))
            return width with { Obstacle = "its channels are those of its heads; vary the heads" };
        if (index == stages.Count - 1) return width with { Obstacle = "it gives the network's outputs" };
        if (IsTiedToBefore(stage) && Owner(stages, index - 1) is null)
            return width with { Obstacle = "its sums keep the channels of the network's input" };
        var channels = ChannelsOf(stage.Blocks[^1].Parts);
        return channels > 0 ? width with { BaseChannels = channels } : width with { Obstacle = "its channels are no layer's" };
    }

    private static Variation OfLayers(IReadOnlyList<FoundStage> stages, int index, Variation width)
    {
        var layers = stages[index].Layers.Where(part => part is { HasWeights: true, IsDepthwise: false }).ToArray();
        if (index == stages.Count - 1)
        {
            // The last layer gives the network's outputs.
            if (layers.Length < 2)
                return index > 0 && stages[index - 1].Blocks.Count > 0
                    ? width with { Obstacle = "its only layer gives the network's outputs", TiedTo = stages[index - 1].Name }
                    : width with { Obstacle = "its only layer gives the network's outputs" };
            return width with { BaseChannels = layers.SkipLast(1).Min(layer => layer.Outputs) };
        }
        if (IsTiedToBefore(stages[index + 1]))
            return width with { Obstacle = $"the sums of {stages[index + 1].Name} tie it to that stage", TiedTo = stages[index + 1].Name };
        if (stages[index].Layers.Any(HasAttention)) return width with { Obstacle = "its channels are those of its heads" };
        return layers.Length > 0 ? width with { BaseChannels = layers[^1].Outputs } : width with { Obstacle = "it has no layer" };
    }

    // True where the first block adds its input to what it gives: both have the same channels for ever.
    private static bool IsTiedToBefore(FoundStage stage) => stage.Blocks.Count > 0 && stage.Blocks[0].Parts[0].IsIdentity;

    private static FoundStage? Owner(IReadOnlyList<FoundStage> stages, int index) =>
        index >= 0 && (stages[index].Blocks.Count > 0 || stages[index].Layers.Any(part => part.HasWeights)) ? stages[index] : null;

    private static bool HasAttention(Part part) => part.Kind == PartKind.Attention || part.Branch.Any(HasAttention);

    private static long ChannelsOf(IEnumerable<Part> parts)
    {
        foreach (var part in parts.Reverse())
        {
            if (part.HasWeights) return part.Outputs;
            if (part.Kind == PartKind.Residual) return ChannelsOf(part.Branch);
        }
        return 0;
    }
}
