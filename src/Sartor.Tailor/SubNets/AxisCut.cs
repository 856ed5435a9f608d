using Sartor.Core;

namespace Sartor.Tailor.SubNets;

/// <summary>What a SubNet has of one axis of a tensor of its network.</summary>
/// <param name="Own">The network's extent.</param>
/// <param name="Extent">The SubNet's extent.</param>
internal abstract record AxisCut(long Own, long Extent)
{
    public static AxisCut Whole(long extent) => new WholeAxis(extent);

    /// <summary>The first elements.</summary>
    public static AxisCut First(long count, long own) => count == own ? new WholeAxis(own) : new KeptAxis(null, count, own);

    /// <summary>Elements by their places, ascending.</summary>
    public static AxisCut Listed(IReadOnlyList<int> places, long own)
    {
        if (places.Count == own) return new WholeAxis(own);
        for (var i = 0; i < places.Count; i++)
        {
            if (places[i] != i) return new KeptAxis([.. places], places.Count, own);
        }
        return new KeptAxis(null, places.Count, own);
    }

    /// <summary>
    /// Rows that stay, and behind them places of a plane that has another size: spatial axes, alone or flattened to one.
    /// </summary>
    /// <param name="prefix">The rows in front.</param>
    /// <param name="from">The plane's extents, outermost first.</param>
    /// <param name="to">Those in the SubNet.</param>
    public static AxisCut Resized(long prefix, EquatableArray<long> from, EquatableArray<long> to) =>
        from == to ? new WholeAxis(prefix + Product(from)) : new ResizedAxis(prefix, from, to);

    public bool IsWhole => this is WholeAxis;

    /// <summary>The places in the network of the elements that remain; not of an axis of another size.</summary>
    public virtual int[] Places() => [.. Enumerable.Range(0, (int)Extent)];

    private protected static long Product(EquatableArray<long> extents) => extents.Items.Aggregate(1L, (a, b) => a * b);
}

/// <summary>All of it.</summary>
internal sealed record WholeAxis(long Own) : AxisCut(Own, Own);

/// <summary>Some elements.</summary>
/// <param name="Chosen">Their places, ascending; null for the first ones.</param>
/// <param name="Extent">How many.</param>
/// <param name="Own">Of how many.</param>
internal sealed record KeptAxis(EquatableArray<int>? Chosen, long Extent, long Own) : AxisCut(Own, Extent)
{
    public override int[] Places() => Chosen is { } places ? [.. places] : base.Places();
}

/// <summary>Places of a plane of another size.</summary>
internal sealed record ResizedAxis(long Prefix, EquatableArray<long> From, EquatableArray<long> To)
    : AxisCut(Prefix + Product(From), Prefix + Product(To));
