using Sartor.Graph.Ir;

namespace Sartor.Graph.Layouts;

/// <summary>
/// The cheapest labelling of a region's nodes, "as it is" or "permuted", by a minimum cut; a node on the side of the source is
/// permuted.
/// </summary>
/// <remarks>
/// A source costs a transpose for each layout that some reader wants and that its producer does not compute, and its bytes for each
/// such order of its elements. For a layout or order w, with the costs c₀ (producer as it is) and c₁ (producer permuted), this is
/// [some reader wants w] · c, where a reader may want w in one of its two forms or in both. Arcs over one further place express such a
/// term (Kolmogorov and Zabih, "What energy functions can be minimized via graph cuts?", 2004; the step as a whole is the expansion move
/// of Boykov, Veksler and Zabih, 2001), but for three cases, which are not submodular: readers that want w as they are while a permuted
/// producer would compute it; readers that want it permuted while the producer computes it now; readers of both kinds. There a larger
/// term stands in its place, equal to the true one where no node is permuted: a labelling that is cheaper in the cut is cheaper in
/// truth.
/// </remarks>
internal sealed class LayoutCut
{
    private readonly MinimumCut _cut = new();
    private readonly Dictionary<LayoutNode, int> _places = [];
    private readonly LayoutRegion _region;
    private readonly int _nodes;

    private LayoutCut(LayoutRegion region, int nodes)
    {
        _region = region;
        _nodes = nodes;
        foreach (var node in region.Nodes) _places.Add(node, _cut.AddPlace());
        foreach (var source in region.Sources()) Price(source);
        var (cost, permuted) = _cut.Solve();
        (Cost, Permuted) = (cost, cost < Present ? [.. region.Nodes.Where(n => permuted[_places[n]])] : []);
    }

    /// <param name="region">The nodes that are free.</param>
    /// <param name="nodes">How many nodes the whole graph has.</param>
    public static LayoutCut Of(LayoutRegion region, int nodes) => new(region, nodes);

    /// <summary>The nodes to be permuted; none when nothing is strictly cheaper than the present.</summary>
    public IReadOnlyList<LayoutNode> Permuted { get; }

    /// <summary>What the region costs with no node permuted, less what it costs in every labelling.</summary>
    public LayoutPrice Present { get; private set; }

    /// <summary>What the best labelling costs, less the same; an upper bound unless <see cref="IsExact"/>.</summary>
    public LayoutPrice Cost { get; }

    /// <summary>False when some term was replaced by a larger one.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>The readers that want one layout of a source.</summary>
    private sealed class Wish
    {
        public bool Always { get; set; }

        public List<int> AsItIs { get; } = [];

        public List<int> Permuted { get; } = [];
    }

    private void Price(LayoutSource source)
    {
        if (source.Type.Shape is null) return;
        Price(source, layout => layout, TransposeCost.OfLayout(_nodes - source.Producer!.Position));
        Price(source, source.Order, TransposeCost.OfOrder(source.Type));
    }

    private void Price(LayoutSource source, Func<Permutation, Permutation> aspect, LayoutPrice cost)
    {
        var present = aspect(Permutation.Identity(source.Type.Shape!.Rank));
        var computed = _region.Computed(source) is { } p && aspect(p) != present ? aspect(p) : null;
        int? producer = computed is null ? null : _places[source.Producer!];
        foreach (var (wanted, wish) in Wishes(source, aspect))
        {
            var asItIs = wanted == present ? 0 : cost;
            var permuted = wanted == (computed ?? present) ? 0 : cost;
            IsExact &= wish.Always || wish.AsItIs.Count == 0 || wish.Permuted.Count == 0;
            if (wish.Always) Charge(producer, asItIs, permuted);
            else if (wish.AsItIs.Count > 0) ChargeAsItIs(wish.AsItIs, producer, asItIs, permuted);
            if (!wish.Always && wish.Permuted.Count > 0) ChargePermuted(wish.Permuted, producer, asItIs, permuted);
        }
    }

    private OrderedDictionary<Permutation, Wish> Wishes(LayoutSource source, Func<Permutation, Permutation> aspect)
    {
        var wishes = new OrderedDictionary<Permutation, Wish>();
        Wish For(Permutation layout)
        {
            if (!wishes.TryGetValue(layout, out var wish)) wishes.Add(layout, wish = new Wish());
            return wish;
        }
        var computed = _region.Computed(source);
        foreach (var slot in source.Readers)
        {
            if (slot.IsFree(computed)) continue;
            Permutation now = aspect(slot.Path), then = aspect(_region.Wanted(slot));
            if (now == then)
            {
                For(now).Always = true;
                continue;
            }
            For(now).AsItIs.Add(_places[slot.Reader!]);
            For(then).Permuted.Add(_places[slot.Reader!]);
        }
        return wishes;
    }

    // One cost or the other, by the producer alone.
    private void Charge(int? producer, LayoutPrice asItIs, LayoutPrice permuted)
    {
        if (producer is not { } place) return;
        var least = LayoutPrice.Min(asItIs, permuted);
        Pay(place, asItIs - least);
        _cut.Add(place, MinimumCut.Sink, permuted - least);
    }

    // Paid where a place is not permuted, so paid at present.
    private void Pay(int place, LayoutPrice cost)
    {
        _cut.Add(MinimumCut.Source, place, cost);
        Present += cost;
    }

    private void ChargeAsItIs(List<int> readers, int? producer, LayoutPrice asItIs, LayoutPrice permuted)
    {
        if (LayoutPrice.Min(asItIs, permuted) is var least && least > 0) Pay(AnyAsItIs(readers), least);
        if (permuted > asItIs) _cut.Add(producer!.Value, AnyAsItIs(readers), permuted - asItIs);
        if (permuted >= asItIs) return;
        Pay(producer!.Value, asItIs - permuted);
        IsExact = false;
    }

    private void ChargePermuted(List<int> readers, int? producer, LayoutPrice asItIs, LayoutPrice permuted)
    {
        if (LayoutPrice.Min(asItIs, permuted) is var least && least > 0) _cut.Add(AnyPermuted(readers), MinimumCut.Sink, least);
        if (asItIs > permuted) _cut.Add(AnyPermuted(readers), producer!.Value, asItIs - permuted);
        if (asItIs >= permuted) return;
        _cut.Add(producer!.Value, MinimumCut.Sink, permuted - asItIs);
        IsExact = false;
    }

    // A place that is on the sink's side as soon as one of the readers is.
    private int AnyAsItIs(List<int> readers)
    {
        var any = _cut.AddPlace();
        foreach (var reader in readers) _cut.Add(any, reader, MinimumCut.Unbounded);
        return any;
    }

    // A place that is on the source's side as soon as one of the readers is.
    private int AnyPermuted(List<int> readers)
    {
        var any = _cut.AddPlace();
        foreach (var reader in readers) _cut.Add(reader, any, MinimumCut.Unbounded);
        return any;
    }
}
