using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.Codes;

/// <summary>
/// What the parts of a network of a space cost; a network costs their sum. Costs are finite; each objective is to be small.
/// </summary>
internal interface ISpaceCosts
{
    /// <summary>The names of what is summed, at least one.</summary>
    IReadOnlyList<string> Objectives { get; }

    /// <summary>What belongs to no stage.</summary>
    /// <param name="resolution">Height and width of the input.</param>
    /// <param name="costs">Takes one cost for each objective; they are 0 before.</param>
    void OfResolution(double resolution, Span<double> costs);

    /// <summary>What belongs to no block of a stage: its layers where it has no blocks, and what its width and depth lose.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="place">Resolution and widths.</param>
    /// <param name="depth">How many of its blocks are left out, as a number ≤ 0.</param>
    /// <param name="costs">Takes one cost for each objective; they are 0 before.</param>
    void OfStage(SpaceStage stage, BlockPlace place, double depth, Span<double> costs);

    /// <summary>What a block that remains costs.</summary>
    /// <param name="stage">Its stage.</param>
    /// <param name="block">The block.</param>
    /// <param name="place">Resolution and widths.</param>
    /// <param name="values">The chosen value of each of its decisions.</param>
    /// <param name="costs">Takes one cost for each objective; they are 0 before.</param>
    void OfBlock(SpaceStage stage, SpaceBlock block, BlockPlace place, IReadOnlyList<double> values, Span<double> costs);
}

/// <summary>What a part of a network sees of the rest of it.</summary>
/// <param name="Resolution">Height and width of the network's input.</param>
/// <param name="Before">The width of what it takes, as a share of the network's own.</param>
/// <param name="Width">The width of what it gives, as a share.</param>
internal readonly record struct BlockPlace(double Resolution, double Before, double Width);
