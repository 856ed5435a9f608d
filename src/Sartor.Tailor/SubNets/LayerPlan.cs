using Sartor.Graph.Ir;
using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.SubNets;

/// <summary>What a layer of a SubNet is to have.</summary>
/// <param name="Outputs">Its output channels; null for all, or, of a depthwise layer, those of its input.</param>
/// <param name="Kernel">Height and width of its kernel; null for the network's.</param>
internal sealed record LayerPlan(IOutputRule? Outputs, long? Kernel = null);

/// <summary>Which output channels of a layer remain.</summary>
internal interface IOutputRule
{
    /// <summary>The channels.</summary>
    /// <param name="own">How many the network has.</param>
    /// <param name="input">What is left of the layer's input channels.</param>
    /// <param name="cutOf">What is left of the channels of an earlier value.</param>
    AxisCut Of(long own, AxisCut input, Func<Value, AxisCut> cutOf);
}

/// <summary>The first ones.</summary>
internal sealed record FirstChannels(long Count) : IOutputRule
{
    public AxisCut Of(long own, AxisCut input, Func<Value, AxisCut> cutOf) => AxisCut.First(Math.Min(Count, own), own);
}

/// <summary>Some, by their places.</summary>
internal sealed record ListedChannels(IReadOnlyList<int> Places) : IOutputRule
{
    public AxisCut Of(long own, AxisCut input, Func<Value, AxisCut> cutOf) => AxisCut.Listed(Places, own);
}

/// <summary>The first ones, as many as a multiple of what is left of the layer's input.</summary>
/// <param name="Ratio">The multiple.</param>
/// <param name="OwnRatio">The network's.</param>
/// <param name="Divisor">Channels are rounded to its multiples.</param>
internal sealed record TimesInput(double Ratio, double OwnRatio, int Divisor) : IOutputRule
{
    public AxisCut Of(long own, AxisCut input, Func<Value, AxisCut> cutOf) => input.IsWhole && Ratio.Equals(OwnRatio)
        ? AxisCut.Whole(own)
        : AxisCut.First(Math.Min(Channels.Rounded(input.Extent * Ratio, Divisor), own), own);
}

/// <summary>The same share as is left of the channels of another value, as a gate's inner layer.</summary>
internal sealed record ShareOf(Value Gated, int Divisor) : IOutputRule
{
    public AxisCut Of(long own, AxisCut input, Func<Value, AxisCut> cutOf) => cutOf(Gated) is var cut && cut.IsWhole
        ? AxisCut.Whole(own)
        : AxisCut.First(Math.Min(Channels.Rounded((double)own * cut.Extent / cut.Own, Divisor), own), own);
}

/// <summary>Those of another value, which the layer's output is added to or multiplied with.</summary>
internal sealed record SameAs(Value Other) : IOutputRule
{
    public AxisCut Of(long own, AxisCut input, Func<Value, AxisCut> cutOf) => cutOf(Other);
}
