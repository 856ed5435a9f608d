using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Names in a failed check what the converter noted about the arithmetic of the variant: values that a scale loses, weights that float16
/// cannot hold, nodes that stayed float.
/// </summary>
internal static class ConversionNotes
{
    // Notes of reduced precision have these at the head of their codes.
    private static readonly string[] Heads = ["int8-", "float16-"];

    // What arithmetic can explain. A file that was not run, or has other parameters than it should, failed for another reason.
    private static readonly string[] Explained =
    [
        GateCode.NotFinite, GateCode.RelativeError, GateCode.SpreadError, GateCode.DeadSlice, GateCode.UnequalElements, GateCode.ScoreLoss,
        GateCode.Agreement,
    ];

    /// <summary>The verdicts with the notes in the checks that failed.</summary>
    /// <param name="verdicts">Of the variant.</param>
    /// <param name="diagnostics">Of its conversion.</param>
    public static IReadOnlyList<Verdict> Apply(IReadOnlyList<Verdict> verdicts, IReadOnlyList<Diagnostic> diagnostics)
    {
        ConversionNote[] notes = [.. diagnostics
            .Where(d => Array.Exists(Heads, head => d.Code.StartsWith(head, StringComparison.Ordinal)))
            .GroupBy(d => d.Code)
            .Select(group => new ConversionNote { Code = group.Key, Count = group.Count(), First = group.First().Message })];
        return notes.Length == 0 ? verdicts : [.. verdicts.Select(verdict => verdict with { Gate = With(verdict.Gate, notes) })];
    }

    private static Gate With(Gate gate, IReadOnlyList<ConversionNote> notes) =>
        gate with { Checks = [.. gate.Checks.Select(check => Applies(check) ? check with { Notes = notes } : check)] };

    // The float32 form has none of this arithmetic.
    private static bool Applies(GateCheck check) => check is { Passed: false, Form: null } && Explained.Contains(check.Code);
}
