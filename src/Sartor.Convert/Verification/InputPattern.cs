namespace Sartor.Convert.Verification;

/// <summary>How seeded values lie in the domain of an input.</summary>
public enum InputPattern
{
    /// <summary>Uniform.</summary>
    Noise,

    /// <summary>Each element the smallest or the largest value.</summary>
    Extremes,

    /// <summary>Rising from the smallest to the largest value in the order of the elements.</summary>
    Ramp,

    /// <summary>Blocks of small and of large values, with some noise.</summary>
    Steps,

    /// <summary>The smallest value.</summary>
    Low,

    /// <summary>The largest value.</summary>
    High,

    /// <summary>About half of the elements exactly 0, or the smallest value where the domain has no 0; the others uniform.</summary>
    Sparse,
}
