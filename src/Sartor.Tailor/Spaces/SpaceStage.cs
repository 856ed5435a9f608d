namespace Sartor.Tailor.Spaces;

/// <summary>Blocks that give tensors of one shape, and what is decided for all of them.</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Width">Which share of the output channels; null where it does not vary.</param>
/// <param name="Depth">How many blocks are left out, as numbers ≤ 0; null where none is.</param>
/// <param name="Blocks">In the order of the graph; none for a stage of plain layers.</param>
internal sealed record SpaceStage(string Name, Decision? Width, Decision? Depth, IReadOnlyList<SpaceBlock> Blocks)
{
    /// <summary>The stage whose width is this one's, whether a file lists it or not; null where no sum ties it.</summary>
    public string? TiedTo { get; init; }

    /// <summary>
    /// Which blocks remain when as many as <paramref name="depth"/> says are left out: of those that may be, the last ones go.
    /// </summary>
    /// <param name="depth">A value ≤ 0.</param>
    public bool[] Remaining(double depth)
    {
        var remaining = new bool[Blocks.Count];
        Array.Fill(remaining, true);
        for (var (block, left) = (Blocks.Count - 1, -depth); block >= 0 && left > 0; block--)
        {
            if (!Blocks[block].IsRemovable) continue;
            remaining[block] = false;
            left--;
        }
        return remaining;
    }
}

/// <summary>A block of a stage.</summary>
/// <param name="Name">Unique in its space.</param>
/// <param name="Template">The name of the template that found it.</param>
/// <param name="IsRemovable">True where the network keeps its shapes without it.</param>
/// <param name="Decisions">What is decided for this block alone.</param>
internal sealed record SpaceBlock(string Name, string Template, bool IsRemovable, IReadOnlyList<Decision> Decisions);
