using Sartor.Contracts;
using Sartor.Results.Reports;

namespace Sartor.Results.Tests.Records;

public sealed class TrialTableTests
{
    [Fact]
    public void Trials_HaveARowForEachTrialAndForEachVariantWithoutOne()
    {
        var result = FitFixture.Full();
        var lines = TrialTable.Trials(result).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(1 + result.Variants.Sum(v => Math.Max(1, v.Trials.Count)));
        lines.Count(l => l.Contains(",true,", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        lines[0].ShouldStartWith("variant,format,precision,");
    }

    [Fact]
    public void TextWithQuotesAndCommas_IsQuotedByRfc4180() =>
        TrialTable.Trials(FitFixture.Full()).ShouldContain("\"ncnn cannot express <script>alert(1)</script> & \"\"quoted\"\" operators\"");

    [Fact]
    public void Samples_HaveARowForEachSample()
    {
        var result = FitFixture.Full();

        TrialTable.Samples(result).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length
            .ShouldBe(1 + result.Variants.SelectMany(v => v.Trials).Sum(t => t.SamplesNs.Count + t.WarmupSamplesNs.Count));
    }

    [Fact]
    public void Columns_AreAllDocumented()
    {
        var page = File.ReadAllText(Path.Combine(TestFiles.Root, "docs", "results.md"));

        foreach (var table in (string[])[TrialTable.Trials(FitFixture.Full()), TrialTable.Samples(FitFixture.Full())])
        {
            foreach (var column in table.Split("\r\n")[0].Split(',')) page.ShouldContain($"`{column}`");
        }
    }
}
