namespace Sartor.Tailor.Spaces;

/// <summary>One thing that a network of a space decides.</summary>
/// <param name="Name">Unique in its space, as <c>stage2.block1.kernel_size</c>.</param>
/// <param name="Values">What may be chosen, each once, in the order of the file.</param>
internal sealed record Decision(string Name, IReadOnlyList<double> Values)
{
    /// <summary>
    /// The stage whose width decides this one too; null for a decision of its own. A tied decision counts where every knob counts, and is
    /// in no code.
    /// </summary>
    public string? TiedTo { get; init; }

    /// <summary>The last part of the name, one of <see cref="Spaces.Knob"/>.</summary>
    public string Knob => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The place of a value in <see cref="Values"/>; -1 for one that is not there.</summary>
    public int IndexOf(double value)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (Values[i].Equals(value)) return i;
        }
        return -1;
    }
}
