using System.Globalization;

namespace Sartor.Formats.TFLite.Kernels;

/// <summary>What a runtime does with one operator in some of its versions on tensors of one form.</summary>
/// <param name="Operator">Name in the schema.</param>
/// <param name="First">First version of the operator that the row holds for.</param>
/// <param name="Last">Last version that the row holds for.</param>
/// <param name="Form"><see cref="KernelForm"/>, or <see cref="KernelForm.Any"/>.</param>
/// <param name="Builtin">With the built-in kernels.</param>
/// <param name="XnnPack">With XNNPACK applied, whether or not it takes the node.</param>
/// <param name="IsTaken">Whether XNNPACK executes the node.</param>
internal sealed record KernelRow(
    string Operator, long First, long Last, string Form, KernelOutcome Builtin, KernelOutcome XnnPack, bool IsTaken)
{
    private static readonly string[] Outcomes = ["right", "runs", "wrong", "load", "invoke", "aborts"];

    /// <summary>
    /// What a file that any delegate may run has to reckon with: the built-in kernels where those fail, else XNNPACK.
    /// </summary>
    public KernelOutcome Worst => IsUsable(Builtin) ? XnnPack : Builtin;

    /// <summary>True where a network may contain it.</summary>
    public static bool IsUsable(KernelOutcome outcome) => outcome is KernelOutcome.Right or KernelOutcome.Runs;

    /// <summary>The row as a line of the table.</summary>
    public override string ToString() => string.Join(
        '\t', Operator, First == Last ? $"{First}" : $"{First}-{Last}", Form, Outcomes[(int)Builtin], Outcomes[(int)XnnPack],
        IsTaken ? "taken" : "left");

    /// <summary>The row of a line.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static KernelRow Parse(string line)
    {
        if (line.Split('\t') is not [var name, var versions, var form, var builtin, var xnnPack, ("taken" or "left") and var taken])
            throw new FormatException($"'{line}' is not a row of a kernel table");
        var range = Array.ConvertAll(versions.Split('-'), v => long.Parse(v, CultureInfo.InvariantCulture));
        return new KernelRow(name, range[0], range[^1], form, Outcome(builtin), Outcome(xnnPack), taken == "taken");
    }

    private static KernelOutcome Outcome(string word) => Array.IndexOf(Outcomes, word) is >= 0 and var index
        ? (KernelOutcome)index
        : throw new FormatException($"'{word}' is not an outcome of a kernel");
}
