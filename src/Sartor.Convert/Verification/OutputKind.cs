namespace Sartor.Convert.Verification;

/// <summary>What the elements of an output are, which says how they are compared.</summary>
public enum OutputKind
{
    /// <summary>Float values, also where integers stand for them.</summary>
    Real,

    /// <summary>Integers, booleans or whole numbers that follow from float values, as the index of the largest.</summary>
    Decision,

    /// <summary>Integers or booleans that follow from integers only: there is no rounding in them.</summary>
    Exact,
}
