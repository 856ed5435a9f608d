using System.Globalization;
using System.Text;
using Sartor.Mutation.Running;
using Sartor.Mutation.Sampling;

namespace Sartor.Mutation;

/// <summary>The Markdown page: a table of scores, and every mutant that no test noticed.</summary>
internal static class Report
{
    /// <param name="draw">What was drawn.</param>
    /// <param name="coverage">The control run.</param>
    /// <param name="outcomes">One for each mutant.</param>
    /// <param name="longest">Classes that take longer, in seconds, were not asked; null if all were.</param>
    /// <param name="commit">The code's commit, as text.</param>
    public static string Write(
        Draw draw, IReadOnlyList<CoveredClass> coverage, IReadOnlyList<MutantOutcome> outcomes, int? longest, string commit)
    {
        var slow = coverage.Count(c => c.Seconds > longest);
        var asked = slow == 0 ? "All classes of tests were asked."
            : Invariant($"{slow} of {coverage.Count} classes of tests take longer than {longest} s and were not asked: ")
                + "the score is a lower bound.";
        var rows = draw.Mutants.Join(outcomes, m => m.Number, o => o.Number, (m, o) => (Mutant: m, Outcome: o)).ToArray();
        var text = new StringBuilder();
        text.Append(Invariant($"""
            # Mutation sample

            {draw.Mutants.Count} mutants of {draw.Sites.Values.Sum():N0} places, seed {draw.Seed}, code of {commit}.
            {draw.NotCompiling} changes did not compile and were replaced.
            {outcomes.Sum(o => o.Unsteady.Count)} failures of tests did not repeat and did not count.
            Without a mutant {coverage.Sum(c => c.Passed):N0} tests passed and {coverage.Sum(c => c.Skipped):N0} were skipped.
            {asked}
            A mutant that changes nothing that can be observed counts as a survivor. [README.md](README.md) says how this was done.

            | area | places | mutants | killed | of these by time | survived | not reached | score | 95 % interval |
            |---|---|---|---|---|---|---|---|---|

            """));
        foreach (var (area, sites) in draw.Sites)
            text.Append(Row(area, sites, [.. rows.Where(r => r.Mutant.Area == area).Select(r => r.Outcome)]));
        text.Append(Row("all", draw.Sites.Values.Sum(), [.. rows.Select(r => r.Outcome)]));
        text.Append("\n| kind of change | mutants | killed |\n|---|---|---|\n");
        foreach (var kind in rows.GroupBy(r => r.Mutant.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
            text.Append(Invariant($"| {kind.Key} | {kind.Count()} | {kind.Count(r => r.Outcome.IsKill)} |\n"));
        text.Append("\n## Survivors\n");
        var survivors = rows.Where(r => !r.Outcome.IsKill)
            .OrderBy(r => r.Mutant.Path, StringComparer.Ordinal).ThenBy(r => r.Mutant.Line).ToArray();
        text.Append(survivors.Length == 0 ? "\nNone.\n" : "\n| place | kind | before | after | |\n|---|---|---|---|---|\n");
        foreach (var (mutant, outcome) in survivors)
        {
            var reached = outcome.Verdict == Verdict.NotReached ? "no test reaches it" : "";
            var change = $"{mutant.Kind} | {Code(mutant.Before)} | {Code(mutant.After)}";
            text.Append(Invariant($"| {mutant.Path}:{mutant.Line} | {change} | {reached} |\n"));
        }
        return text.ToString();
    }

    private static string Row(string area, int sites, IReadOnlyList<MutantOutcome> outcomes)
    {
        var killed = outcomes.Count(o => o.IsKill);
        var (low, high) = ScoreInterval.Of(killed, outcomes.Count);
        var score = outcomes.Count == 0 ? "" : Invariant($"{100.0 * killed / outcomes.Count:F0} %");
        return Invariant($"| {area} | {sites:N0} | {outcomes.Count} | {killed} | {outcomes.Count(o => o.Verdict == Verdict.TimedOut)} | ")
            + Invariant($"{outcomes.Count(o => o.Verdict == Verdict.Survived)} | {outcomes.Count(o => o.Verdict == Verdict.NotReached)} | ")
            + Invariant($"{score} | {100 * low:F0}–{100 * high:F0} % |\n");
    }

    // Two back quotes let the code have one; a bar would end the cell.
    private static string Code(string text) => text.Length == 0 ? "nothing" : $"`` {text.Replace("|", "\\|", StringComparison.Ordinal)} ``";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
