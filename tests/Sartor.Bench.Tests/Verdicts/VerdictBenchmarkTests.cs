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

    // Verdicts that are known to be wrong, one a line; to be empty.
    private static string[] Known => File.ReadAllLines(TestFiles.Data("verdicts", "known.txt"));

    [Fact]
    public void Judge_PassesNoMistakeAndRefusesNothingRight()
    {
        var options = new VerdictOptions { Share = Share };
        var bench = new VerdictBenchmark(options);

        bench.Run(TestFiles.Root);

        bench.Files.Where(file => file.IsWrong && !Known.Contains(file.Name)).Select(f => $"{f.Name}, {f.Change:G2}: {f.Detail}")
            .ShouldBeEmpty();
        // The bench has more than 700 mistaken and 500 right files.
        bench.Files.Count(f => f.Mistake is not null && f.Counts).ShouldBeGreaterThan((int)(700 * options.Share));
        bench.Files.Count(f => f.Mistake is null && f.Counts).ShouldBeGreaterThan((int)(400 * options.Share));
    }

    [Fact]
    public void KnownVerdict_NamesAFileOfTheBench()
    {
        string[] networks =
        [
            .. BenchNetworks.Generated.Concat(FamilyNetworks.All).Concat(OddNetworks.All).Select(n => n.Name), "fashion", "mnist-8",
        ];

        foreach (var line in Known)
        {
            var parts = line.Split(": ", 3);
            networks.ShouldContain(parts[0].Replace(" (onnx)", "", StringComparison.Ordinal));
            Convert.Precisions.All.Select(Convert.Precisions.Name).ShouldContain(parts[1]);
            (parts[2].StartsWith("weights ", StringComparison.Ordinal) || Mistakes.All.Any(m => m.Name == parts[2])).ShouldBeTrue(line);
        }
    }
}
