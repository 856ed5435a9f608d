namespace Sartor.Data.Samples;

/// <summary>What is right for one sample.</summary>
/// <param name="Label">Index of the right class; null where the sample has none.</param>
/// <param name="Target">The right values of an output, row-major and in reals; null where the sample has none.</param>
public sealed record SampleTruth(int? Label = null, IReadOnlyList<float>? Target = null)
{
    /// <summary>Nothing is known.</summary>
    public static readonly SampleTruth None = new();

    /// <summary>Whether there is something to judge by.</summary>
    public bool IsKnown => Label is not null || Target is not null;
}
