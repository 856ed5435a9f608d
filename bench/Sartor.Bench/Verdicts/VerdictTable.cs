using System.Globalization;
using Sartor.Convert;

namespace Sartor.Bench.Verdicts;

/// <summary>Writes what the bench found as Markdown.</summary>
internal static class VerdictTable
{
    /// <summary>Counts, the kinds of mistake, the networks, and every wrong verdict by name.</summary>
    public static void Write(TextWriter text, VerdictBenchmark bench)
    {
        var files = bench.Files;
        foreach (var missing in bench.Missing) text.WriteLine($"Left out: {missing}.\n");
        Summary(text, files);
        Targets(text, files);
        if (files.Any(f => f.Mistake is not null)) Kinds(text, files);
        if (files.Any(f => f.Mistake is null)) Right(text, files);
        Wrong(text, "Mistakes that passed", files.Where(f => f.IsWrong && f.Mistake is not null));
        Wrong(text, "Right files that were refused", files.Where(f => f.IsWrong && f.Mistake is null));
        WithoutEffect(text, files);
        if (bench.Refused.Count == 0) return;
        text.WriteLine();
        text.WriteLine("## Networks that a target has no files for");
        text.WriteLine();
        foreach (var line in bench.Refused) text.WriteLine($"- {line}");
    }

    /// <summary>One file with its verdict, its parts between tabs.</summary>
    public static string Line(JudgedFile f) => string.Join(
        '\t', f.Network, f.Kind, f.Mistake is { } mistake ? StageName(mistake.Stage) : "right", f.Precision.Name(), f.Outcome,
        Number(f.Change), f.Target, f.Detail.ReplaceLineEndings(" "));

    private static void Targets(TextWriter text, IReadOnlyList<JudgedFile> files)
    {
        var table = new MarkdownTable(text, "target", "files", "judged", "passed", "by one way", "refused", "not counted");
        foreach (var own in files.GroupBy(f => f.Target))
        {
            Row(table, own.Key, "mistakes", own.Where(f => f.Mistake is not null));
            Row(table, own.Key, "right", own.Where(f => f.Mistake is null));
        }
    }

    private static void Summary(TextWriter text, IReadOnlyList<JudgedFile> files)
    {
        var table = new MarkdownTable(text, "files", "", "judged", "passed", "by one way", "refused", "not counted");
        foreach (var precision in Precisions.All) Row(table, "mistakes", precision.Name(), files.Where(Of(true, precision)));
        Row(table, "**mistakes**", "all", files.Where(f => f.Mistake is not null));
        foreach (var precision in Precisions.All) Row(table, "right", precision.Name(), files.Where(Of(false, precision)));
        Row(table, "**right**", "all", files.Where(f => f.Mistake is null));

        static Func<JudgedFile, bool> Of(bool mistake, Precision precision) =>
            file => file.Mistake is not null == mistake && file.Precision == precision;
    }

    private static void Kinds(TextWriter text, IReadOnlyList<JudgedFile> files)
    {
        var table = new MarkdownTable(text, "mistake", "made in", "judged", "passed", "by one way", "refused", "no effect");
        foreach (var mistake in Mistakes.All)
        {
            JudgedFile[] own = [.. files.Where(f => f.Mistake == mistake)];
            if (own.Length > 0) Row(table, mistake.Name, StageName(mistake.Stage), own);
        }
    }

    private static string StageName(MistakeStage stage) => stage switch
    {
        MistakeStage.Quantized => "quantisation",
        MistakeStage.Run => "the runtime",
        _ => "conversion",
    };

    private static void Right(TextWriter text, IReadOnlyList<JudgedFile> files)
    {
        var table = new MarkdownTable(text, "right files of", "", "judged", "passed", "by one way", "refused", "too lossy");
        foreach (var own in files.Where(f => f.Mistake is null).GroupBy(f => f.Network))
            Row(table, own.Key, "", own);
    }

    private static void Row(MarkdownTable table, string name, string second, IEnumerable<JudgedFile> files)
    {
        JudgedFile[] all = [.. files];
        string Count(FileOutcome outcome) => Invariant($"{all.Count(f => f.Outcome == outcome)}");
        table.Row(
            name, second, Invariant($"{all.Count(f => f.Counts)}"), Count(FileOutcome.Passed), Count(FileOutcome.Divided),
            Count(FileOutcome.Refused), Invariant($"{all.Count(f => !f.Counts)}"));
    }

    private static void Wrong(TextWriter text, string title, IEnumerable<JudgedFile> files)
    {
        JudgedFile[] wrong = [.. files];
        text.WriteLine();
        text.WriteLine($"## {title}: {wrong.Length}");
        if (wrong.Length == 0) return;
        var table = new MarkdownTable(text, "network", "file", "change or loss", "how");
        foreach (var f in wrong)
            table.Row(f.Network, Name(f), Number(f.Change), f.Detail.Replace("|", "\\|", StringComparison.Ordinal));
    }

    private static void WithoutEffect(TextWriter text, IReadOnlyList<JudgedFile> files)
    {
        JudgedFile[] none = [.. files.Where(f => !f.Counts)];
        if (none.Length == 0) return;
        text.WriteLine();
        text.WriteLine($"## Not counted: {none.Length}");
        var table = new MarkdownTable(text, "network", "file", "change or loss");
        foreach (var f in none) table.Row(f.Network, Name(f), Number(f.Change));
    }

    private static string Name(JudgedFile file) => $"{file.Precision.Name()}: {file.Kind}";

    private static string Number(double value) => double.IsFinite(value) ? Invariant($"{value:G2}") : "∞";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
