using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Windows;

namespace Sartor.Tailor.Spaces;

/// <summary>What a part of the main path of a network does.</summary>
internal enum PartKind
{
    Convolution,
    Linear,
    Activation,

    /// <summary>Normalization, bias or scale: a step of constants that keeps the shape.</summary>
    Affine,

    /// <summary>x · g(pool(x)), as squeeze-excite.</summary>
    Gate,

    /// <summary>A sum of two ways that begin at one value.</summary>
    Residual,
    Attention,
    Pooling,

    /// <summary>Reshapes, transposes, slices, joins.</summary>
    Movement,
    Other,
}

/// <summary>
/// A piece of a network between two values through which everything flows: one node, or several that run side by side.
/// </summary>
/// <param name="Kind">What it does.</param>
/// <param name="Entry">The only value that it reads beside constants.</param>
/// <param name="Exit">The only value that is read of it.</param>
/// <param name="Nodes">In the order of the graph.</param>
internal sealed record Part(PartKind Kind, Value Entry, Value Exit, IReadOnlyList<Node> Nodes)
{
    /// <summary>Of a sum, the way with layers; else empty.</summary>
    public IReadOnlyList<Part> Branch { get; init; } = [];

    /// <summary>Of a sum, the other way; empty where it is the entry itself.</summary>
    public IReadOnlyList<Part> Shortcut { get; init; } = [];

    /// <summary>Of attention, what its heads are.</summary>
    public AttentionHeads? Heads { get; init; }

    /// <summary>True for a layer with weights.</summary>
    public bool HasWeights => Kind is PartKind.Convolution or PartKind.Linear;

    /// <summary>Output channels of a layer.</summary>
    public long Outputs => Channels(Exit);

    /// <summary>Input channels of a layer.</summary>
    public long Inputs => Channels(Entry);

    /// <summary>The largest extent of the kernel: 1 for a linear layer.</summary>
    public long Kernel => Convolution is null ? 1 : Nodes[0].Input(1).Type.Shape!.Extents.Skip(2).Max();

    /// <summary>Groups of a convolution; 1 for a linear layer.</summary>
    public long Groups => Convolution?.Groups ?? 1;

    /// <summary>True for a convolution with a group for each channel.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Inputs && Inputs == Outputs;

    /// <summary>True for a layer that mixes channels at each place alone.</summary>
    public bool IsPointwise => HasWeights && Kernel == 1 && Groups == 1;

    /// <summary>True for a sum with the entry itself, whose shape it keeps: without the part the network keeps its shapes.</summary>
    public bool IsIdentity => Kind == PartKind.Residual && Shortcut.Count == 0 && Entry.Type == Exit.Type;

    private Convolution? Convolution => Kind == PartKind.Convolution ? (Convolution)Nodes[0].Operator : null;

    private long Channels(Value value) =>
        value.Type.Shape is { Rank: > 1 } shape ? shape[Nodes[0].Operator is FullyConnected ? -1 : 1] : 0;
}

/// <summary>The heads of an attention.</summary>
/// <param name="Count">How many.</param>
/// <param name="KeyChannels">Channels of a key.</param>
/// <param name="ValueChannels">Channels of a value.</param>
internal sealed record AttentionHeads(long Count, long KeyChannels, long ValueChannels);
