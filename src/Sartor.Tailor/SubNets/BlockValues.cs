using Sartor.Tailor.Spaces;

namespace Sartor.Tailor.SubNets;

/// <summary>What is decided for a block.</summary>
/// <param name="found">The block.</param>
/// <param name="block">What of it is decided.</param>
/// <param name="values">The chosen value of each decision.</param>
internal sealed class BlockValues(FoundBlock found, SpaceBlock block, Func<Decision, double?> values)
{
    /// <summary>The ratio of its inner channels, chosen or its own; null where they do not change.</summary>
    public (Variation Variation, double Ratio)? Expansion =>
        found.Variations.FirstOrDefault(variation => variation.Knob == Knob.Expansion) is { Obstacle: null } variation
            ? (variation, Value(Knob.Expansion) ?? variation.Own)
            : null;

    /// <summary>Heads, and the channels of a value as a multiple of a key's, where one of them is decided.</summary>
    public (long? Heads, double? Scale)? Heads =>
        Value(Knob.Heads) is var heads && Value(Knob.ValueScale) is var scale && (heads ?? scale) is not null
            ? ((long?)heads, scale)
            : null;

    /// <summary>The kernel of a layer; null where it does not change.</summary>
    public long? Kernel(Part layer) =>
        Value(Knob.Kernel) is { } size && found.Variations.First(v => v.Knob == Knob.Kernel).Own.Equals(layer.Kernel) && size < layer.Kernel
            ? (long)size
            : null;

    private double? Value(string knob) =>
        block.Decisions.FirstOrDefault(decision => decision.Knob == knob) is { } decision ? values(decision) : null;
}
