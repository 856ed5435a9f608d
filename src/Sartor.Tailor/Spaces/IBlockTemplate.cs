namespace Sartor.Tailor.Spaces;

/// <summary>A kind of block that is found by the shape of its graph; one file each, and a line in the list of all.</summary>
internal interface IBlockTemplate
{
    /// <summary>As space files write it.</summary>
    string Name { get; }

    /// <summary>True for a template that is tried only where no other finds a block twice.</summary>
    bool IsFallback { get; }

    /// <summary>The block that begins at a part; null where none does.</summary>
    /// <param name="parts">The main path.</param>
    /// <param name="at">Where the block would begin.</param>
    BlockMatch? Match(IReadOnlyList<Part> parts, int at);
}

/// <summary>A block that a template found.</summary>
/// <param name="Count">The parts that it takes.</param>
/// <param name="Variations">What may vary in it, and what may not.</param>
internal sealed record BlockMatch(int Count, IReadOnlyList<Variation> Variations);
