namespace Sartor.Tailor.Predictors;

/// <summary>What of a value is a sum.</summary>
internal enum ValueScale
{
    /// <summary>The value itself.</summary>
    Plain,

    /// <summary>Its logarithm: each choice multiplies, as each may halve what is left of an error. For values above 0.</summary>
    Logarithm,
}
