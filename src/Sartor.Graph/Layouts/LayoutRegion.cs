using Sartor.Graph.Ir;

namespace Sartor.Graph.Layouts;

/// <summary>
/// The nodes that a shift of a layout can reach, each with the one permuted form that it would take: from the readers and the
/// producer of a source through <see cref="Operator.PermuteThrough"/> and <see cref="Operator.PermuteBack"/> to their other inputs and
/// outputs, breadth first, until nothing lets it through or the region is large. A node that is reached twice keeps its first form.
/// </summary>
internal sealed class LayoutRegion
{
    // A cut takes more than linear time; regions of networks end at the next convolutions.
    private const int LargestCount = 512;

    private readonly OrderedDictionary<LayoutNode, AxisPropagation> _propagations = [];
    private readonly HashSet<LayoutShift> _shifts = [];
    private readonly Queue<LayoutShift> _open = new();

    public LayoutRegion(LayoutShift seed)
    {
        Reach(seed.Source, seed.Layout);
        while (_propagations.Count < LargestCount && _open.TryDequeue(out var shift)) Spread(shift);
        _shifts.ExceptWith(_open);
    }

    /// <summary>The nodes, in the order in which they were reached.</summary>
    public IReadOnlyList<LayoutNode> Nodes => _propagations.Keys;

    /// <summary>The shifts that spread through the region; each of them would have found about the same one.</summary>
    public IReadOnlyCollection<LayoutShift> Shifts => _shifts;

    /// <summary>How many nodes and readers were looked at.</summary>
    public int Effort { get; private set; }

    /// <summary>The form that a node of the region would take.</summary>
    public AxisPropagation this[LayoutNode node] => _propagations[node];

    /// <summary>How a source comes out when its producer is permuted; null when that makes no difference.</summary>
    public Permutation? Computed(LayoutSource source)
    {
        if (source.Producer is not { } producer || !_propagations.TryGetValue(producer, out var propagation)) return null;
        return propagation.Outputs[source.Index] is { IsIdentity: false } p ? p : null;
    }

    /// <summary>The layout that a slot wants when its reader is permuted; what it wants now when the reader is not of the region.</summary>
    public Permutation Wanted(LayoutSlot slot) =>
        slot.Reader is { } reader && _propagations.TryGetValue(reader, out var propagation) && propagation.Inputs[slot.Index] is { } p
            ? slot.Path.Then(p)
            : slot.Path;

    /// <summary>Every source, constants aside, that a node of the region computes or reads; each once.</summary>
    public IEnumerable<LayoutSource> Sources() =>
        Nodes.SelectMany(
            n => n.Outputs.Concat(n.Inputs.Where(s => s is not null).Select(s => s!.Source))).Where(s => s.Producer is not null).Distinct();

    private void Reach(LayoutSource source, Permutation layout)
    {
        if (source.Producer is not null && _shifts.Add(new LayoutShift(source, layout))) _open.Enqueue(new LayoutShift(source, layout));
    }

    private void Spread(LayoutShift shift)
    {
        var (source, layout) = shift;
        var producer = source.Producer!;
        Effort += 1 + source.Readers.Count;
        if (!layout.IsIdentity && !_propagations.ContainsKey(producer)) Take(producer, producer.PermuteBack(layout, source.Index));
        foreach (var slot in source.Readers)
        {
            if (slot.Reader is not { } reader || slot.Absorption != TransposeAbsorption.None || slot.Path == layout
                || _propagations.ContainsKey(reader))
            {
                continue;
            }
            Take(reader, reader.PermuteThrough(slot.Path.Inverse().Then(layout), slot.Index));
        }
    }

    private void Take(LayoutNode node, AxisPropagation? propagation)
    {
        if (propagation is null) return;
        _propagations.Add(node, propagation);
        foreach (var slot in node.Inputs)
        {
            if (slot is not null && Wanted(slot) is var wanted && wanted != slot.Path) Reach(slot.Source, wanted);
        }
        for (var i = 0; i < node.Outputs.Length; i++)
        {
            if (propagation.Outputs[i] is { IsIdentity: false } p) Reach(node.Outputs[i], p);
        }
    }
}
