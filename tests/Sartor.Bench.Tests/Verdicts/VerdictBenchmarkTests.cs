using System.Globalization;
using Sartor.Bench.Verdicts;
using Sartor.Contracts;

namespace Sartor.Bench.Tests.Verdicts;

public sealed class VerdictBenchmarkTests
{
    // A tenth by default; SARTOR_VERDICT_SHARE=1 runs the whole bench.
    private static double Share =>
        double.TryParse(Environment.GetEnvironmentVariable("SARTOR_VERDICT_SHARE"), CultureInfo.InvariantCulture, out var share)
            ? share
            : 0.1;

    [Fact]
    public void Judge_PassesNoMistakeAndRefusesNothingRight()
    {
        var options = new VerdictOptions { Share = Share };
        var bench = new VerdictBenchmark(options);

        bench.Run(TestFiles.Root);

        bench.Files.Where(file => file.IsWrong).Select(f => $"{f.Name}, {f.Change:G2}: {f.Detail}").ShouldBeEmpty();
        // The bench has more than 700 mistaken and 500 right files.
        bench.Files.Count(f => f.Mistake is not null && f.Counts).ShouldBeGreaterThan((int)(700 * options.Share));
        bench.Files.Count(f => f.Mistake is null && f.Counts).ShouldBeGreaterThan((int)(400 * options.Share));
    }

    /// <summary>The runs that large networks are spared hide no mistake of a file, and none of plain kernels in a classifier.</summary>
    [Theory]
    [InlineData("large", 0.05)]
    [InlineData("plain", 0.2)]
    public void SparedRuns_HideNoMistake(string judgedAs, double share)
    {
        var options = VerdictOptions.Parse(["--as", judgedAs, "--precision", "float32", "--network", "segmentation"])!;
        var bench = new VerdictBenchmark(options with { Share = share });

        bench.Run(TestFiles.Root);

        bench.Files.Where(file => file.IsWrong).Select(f => $"{f.Name}, {f.Change:G2}: {f.Detail}").ShouldBeEmpty();
        bench.Files.Count(f => f.Mistake is not null && f.Counts).ShouldBeGreaterThan(2);
    }
}
