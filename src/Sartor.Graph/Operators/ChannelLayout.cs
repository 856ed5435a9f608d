using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>Where the channels of an image-like tensor are.</summary>
public enum ChannelLayout
{
    /// <summary>[N,C,spatial…]</summary>
    ChannelsFirst,
    /// <summary>[N,spatial…,C]</summary>
    ChannelsLast,
}

/// <summary>An operator that exists in both layouts.</summary>
public interface IChannelLayout : IAxisPlacement
{
    ChannelLayout Layout { get; }

    bool IAxisPlacement.IsPlaced(Core.Shape x) => Layout == ChannelLayout.ChannelsLast;

    // Of [N,C], both layouts are the same axes.
    Permutation? IAxisPlacement.Wanted(Core.Shape x) =>
        Layout == ChannelLayout.ChannelsFirst && x.Rank > 2 ? ChannelLayouts.ToChannelsLast(x.Rank) : null;
}

/// <summary>Axis arithmetic of <see cref="ChannelLayout"/>.</summary>
internal static class ChannelLayouts
{
    /// <summary>The channel axis of a tensor of a rank.</summary>
    public static int ChannelAxis(this ChannelLayout layout, int rank) => layout == ChannelLayout.ChannelsFirst ? 1 : rank - 1;

    /// <summary>The axis of the i-th spatial extent.</summary>
    public static int SpatialAxis(this ChannelLayout layout, int spatial) =>
        layout == ChannelLayout.ChannelsFirst ? spatial + 2 : spatial + 1;

    /// <summary>[N,C,spatial…] → [N,spatial…,C] of a rank ≥ 2.</summary>
    public static Permutation ToChannelsLast(int rank) =>
        new(Core.EquatableArray.ToEquatableArray([0, .. Enumerable.Range(2, rank - 2), 1]));

    /// <summary>The layout that a permutation turns this one into; null when it does more than move the channels.</summary>
    public static ChannelLayout? After(this ChannelLayout layout, Permutation permutation)
    {
        ArgumentNullException.ThrowIfNull(permutation);
        if (permutation.IsIdentity) return layout;
        var toLast = ToChannelsLast(permutation.Rank);
        return layout switch
        {
            ChannelLayout.ChannelsFirst when permutation == toLast => ChannelLayout.ChannelsLast,
            ChannelLayout.ChannelsLast when permutation == toLast.Inverse() => ChannelLayout.ChannelsFirst,
            _ => null,
        };
    }
}
