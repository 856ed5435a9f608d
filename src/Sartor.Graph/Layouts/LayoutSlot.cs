using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Layouts;

/// <summary>A place that reads a source through a permutation: an input slot of a node, or an output of the graph.</summary>
internal sealed class LayoutSlot(LayoutSource source, Permutation path, LayoutNode? reader, int index)
{
    public LayoutSource Source { get; } = source;

    /// <summary>From the present layout of the source to the one that is read.</summary>
    public Permutation Path { get; set; } = path;

    /// <summary>Null for an output of the graph.</summary>
    public LayoutNode? Reader { get; } = reader;

    /// <summary>Index among the reader's inputs or the graph's outputs.</summary>
    public int Index { get; } = index;

    /// <summary>Who absorbs a transpose before this slot.</summary>
    public TransposeAbsorption Absorption { get; set; }

    /// <summary>Element type and shape as read; the shape is null where it is not known.</summary>
    public TensorType Type =>
        Source.Type.Shape is { } shape && !Path.IsIdentity ? Source.Type with { Shape = Path.Apply(shape) } : Source.Type;

    /// <summary>True when no transpose before the slot costs anything, whichever way the source is computed.</summary>
    /// <param name="computed">The layout that the source may get; null when it keeps its own.</param>
    public bool IsFree(Permutation? computed) => Absorption switch
    {
        TransposeAbsorption.ByCaller => true,
        TransposeAbsorption.ByWeights => Path.Axes[0] == 0 && (computed is null || computed.Axes[0] == 0),
        _ => false,
    };
}
