using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Tailor.Spaces;

/// <summary>A block of a network.</summary>
/// <param name="Name">Its stage and its number there, from 1.</param>
/// <param name="Template">The name of the template that found it.</param>
/// <param name="Parts">What it is made of.</param>
/// <param name="Variations">What may vary in it, and what may not.</param>
internal sealed record FoundBlock(string Name, string Template, IReadOnlyList<Part> Parts, IReadOnlyList<Variation> Variations)
{
    public Value Entry => Parts[0].Entry;

    public Value Exit => Parts[^1].Exit;

    /// <summary>Why the network needs it, as a clause; null where it keeps its shapes without it.</summary>
    public string? Need => Parts.Where(part => part.Kind != PartKind.Activation).All(part => part.IsIdentity) ? null
        : Entry.Type.Shape == Exit.Type.Shape ? "nothing passes by it"
        : $"it makes {Exit.Type.Shape} of {Entry.Type.Shape}";
}

/// <summary>Blocks that follow each other and give tensors of one shape, or layers in front of, between or behind blocks.</summary>
/// <param name="Name">stem, stage1 …, transition1 …, head.</param>
/// <param name="Blocks">Its blocks; none for a stage of layers.</param>
/// <param name="Layers">Its parts, if it has no blocks.</param>
/// <param name="Width">Whether its output channels may vary.</param>
/// <param name="Depth">How many of its blocks may be left out.</param>
internal sealed record FoundStage(
    string Name, IReadOnlyList<FoundBlock> Blocks, IReadOnlyList<Part> Layers, Variation Width, Variation Depth)
{
    /// <summary>What follows its last block and has no weights, as pooling; it decides nothing.</summary>
    public IReadOnlyList<Part> Tail { get; init; } = [];

    /// <summary>What the stage gives.</summary>
    public Shape Output => (Blocks.Count > 0 ? Blocks[^1].Exit : Layers[^1].Exit).Type.Shape!;
}
