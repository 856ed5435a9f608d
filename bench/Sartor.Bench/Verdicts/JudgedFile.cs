using Sartor.Convert;

namespace Sartor.Bench.Verdicts;

/// <summary>What happened to a file.</summary>
internal enum FileOutcome
{
    /// <summary>Every way of judging passed it.</summary>
    Passed,
    /// <summary>Every way of judging refused it.</summary>
    Refused,
    /// <summary>One way passed it and one refused it.</summary>
    Divided,
    /// <summary>A mistake that changes no output beyond rounding: the file is right.</summary>
    NoEffect,
    /// <summary>A right file of a precision that costs this network too much to be called right.</summary>
    Lossy,
}

/// <summary>A file of the bench with its verdict.</summary>
/// <param name="Network">What it was made of.</param>
/// <param name="Kind">The name of its mistake; for a right file the seed of its weights and how it was calibrated.</param>
/// <param name="Mistake">Null for a right file.</param>
/// <param name="Precision">Of the file.</param>
/// <param name="Outcome">What the judge says.</param>
/// <param name="Change">For a mistake, what it changes (<see cref="OutputChange.Between"/>); for a right file, what its precision costs
/// (<see cref="OutputChange.Loss"/>).</param>
/// <param name="Detail">The ways that passed a mistake, or why a right file was refused.</param>
internal sealed record JudgedFile(
    string Network, string Kind, Mistake? Mistake, Precision Precision, FileOutcome Outcome, double Change, string Detail)
{
    /// <summary>What it was written for.</summary>
    public string Target => Network.EndsWith(')') ? Network[(Network.LastIndexOf('(') + 1)..^1] : ConversionTargets.Default.Name;

    /// <summary>What it is, in one line.</summary>
    public string Name => $"{Network}: {Precision.Name()}: {Kind}";

    /// <summary>True for a mistake that some way lets through, and for a right file that some way refuses.</summary>
    public bool IsWrong => Mistake is null
        ? Outcome is FileOutcome.Refused or FileOutcome.Divided
        : Outcome is FileOutcome.Passed or FileOutcome.Divided;

    /// <summary>True where the verdict counts.</summary>
    public bool Counts => Outcome is not (FileOutcome.NoEffect or FileOutcome.Lossy);
}
