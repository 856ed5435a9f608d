namespace Sartor.Contracts.Coverage;

/// <summary>What becomes of a case that is converted and run.</summary>
public enum CoverageOutcome
{
    /// <summary>Every delegate gives the expected outputs.</summary>
    Right,

    /// <summary>The converter, or the reader, refuses it in a sentence.</summary>
    Refused,

    /// <summary>A file was written that a delegate does not run, or that gives something else.</summary>
    Wrong,
}
