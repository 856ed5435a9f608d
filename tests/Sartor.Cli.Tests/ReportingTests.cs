using System.Text.RegularExpressions;
using Sartor.Contracts;

namespace Sartor.Cli.Tests;

/// <summary>How much is said, where, and in which form.</summary>
public sealed partial class ReportingTests : IDisposable
{
    private static readonly string[] s_bench =
    [
        "bench", TestFiles.Data("tiny", "dense.onnx"), "--quick", "--engine", "onnxruntime", "--runs", "4", "--min-seconds", "0",
        "--warmup-runs", "1", "--warmup-seconds", "0", "--rounds", "1", "--max-rounds", "1",
    ];

    private readonly TemporaryFolder _folder = new();

    private string Log => Path.Combine(_folder.Path, "sartor.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Quiet_LeavesTheResultAlone()
    {
        var run = CommandRun.Of([.. s_bench, "--quiet"]);
        run.ExitCode.ShouldBe(ExitCodes.Done, run.Error);
        run.Error.ShouldBeEmpty();
        run.Out.ShouldContain("onnxruntime");
        CommandRun.Of(s_bench).Error.ShouldContain("measure: ");
    }

    [Fact]
    public void Verbose_ShowsEachStepWithItsTime()
    {
        var run = CommandRun.Of([.. s_bench, "--verbose"]);
        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldAllBe(line => Elapsed().IsMatch(line));
        run.Error.ShouldContain("measure begins: 1 step");
        run.Error.ShouldContain("round 1, dense.onnx · onnxruntime/cpu");
        run.Error.ShouldContain("warning: quick-run: ");
    }

    [Fact]
    public void Verbose_SaysWhatIsBehindAnError()
    {
        string[] missing = ["convert", Path.Combine(_folder.Path, "none.onnx")];
        CommandRun.Of(missing).ShouldBeRefused();
        var lines = CommandRun.Of([.. missing, "--verbose"]).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldContain("there is no such file");
        lines[1].ShouldStartWith("  because of FileNotFoundException: ");
    }

    [Fact]
    public void QuietAndVerbose_ExcludeEachOther() =>
        CommandRun.Of([.. s_bench, "--quiet", "--verbose"]).ShouldBeRefused().ShouldStartWith("--quiet: excludes --verbose");

    [Fact]
    public void Log_HoldsTheCommandTheStepsAndTheEndWithTimes()
    {
        var run = CommandRun.Of([.. s_bench, "--quiet", "--log", Log]);
        run.Error.ShouldBeEmpty();
        var lines = File.ReadAllLines(Log);
        lines.ShouldAllBe(line => Stamp().IsMatch(line));
        lines[0].ShouldContain(": sartor bench ");
        lines.ShouldContain(line => line.EndsWith("measure begins: 1 step"));
        lines[^1].ShouldEndWith("Ended with exit code 0.");

        CommandRun.Of("convert", Path.Combine(_folder.Path, "none.onnx"), "--log", Log).ExitCode.ShouldBe(ExitCodes.BadInput);
        var more = File.ReadAllLines(Log);
        more[..lines.Length].ShouldBe(lines);
        more[lines.Length..].ShouldContain(line => line.Contains("none.onnx: there is no such file", StringComparison.Ordinal));
        more[^1].ShouldEndWith("Ended with exit code 2.");
    }

    [Fact]
    public void Log_ThatCannotBeWritten_IsRefused() =>
        CommandRun.Of("doctor", "--log", Path.Combine(_folder.Path, "no", "x.log")).ShouldBeRefused().ShouldStartWith("--log: ");

    [Fact]
    public void Log_IsBounded()
    {
        using (var log = RunLog.Open(Log, TimeProvider.System))
        {
            var line = new string('x', 1 << 20);
            for (var i = 0; i < 40; i++) log.Write(line);
        }
        new FileInfo(Log).Length.ShouldBeLessThan(RunLog.MaxBytes + 100);
        File.ReadLines(Log).Last().ShouldEndWith("The log is full.");
        using (var again = RunLog.Open(Log, TimeProvider.System)) again.Write(new string('y', 1 << 21));
        new FileInfo(Log).Length.ShouldBeLessThan(RunLog.MaxBytes + 200);
    }

    [Fact]
    public void Log_TakesNoControlCharactersOfNames()
    {
        using (var log = RunLog.Open(Log, TimeProvider.System)) log.Write("a\u001b[31m\nb");
        File.ReadAllLines(Log).ShouldHaveSingleItem().ShouldNotContain("\u001b");
    }

    [Fact]
    public void Markdown_HasTablesWithAsManyCellsAsHeads()
    {
        var run = CommandRun.Of([.. s_bench, "--quiet", "--format", "md"]);
        var rows = run.Out.Split('\n').Where(line => line.StartsWith('|')).Select(line => line.Count(c => c == '|')).ToArray();
        rows.Length.ShouldBe(3);
        rows.Distinct().Count().ShouldBe(1);
        run.Out.ShouldContain("| Engine | Median");
        run.Out.ShouldContain("- **Model**: dense.onnx");
        run.Out.ShouldNotContain("─");
    }

    [Fact]
    public void FormatJson_IsThatOfTheOption() =>
        CommandRun.Of("inspect", s_bench[1], "--format", "json").Out.ShouldBe(CommandRun.Of("inspect", s_bench[1], "--json").Out);

    [Fact]
    public void UnknownFormat_IsRefused() =>
        CommandRun.Of("doctor", "--format", "xml").ShouldBeRefused().ShouldStartWith("--format: unknown form 'xml'; choose text, md, json");

    [GeneratedRegex(@"^ *\d+\.\d{3} ")]
    private static partial Regex Elapsed();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ")]
    private static partial Regex Stamp();
}
