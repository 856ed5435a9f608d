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
            .ShouldBe(1 + result.Variants.SelectMany(v => v.Trials).Sum(t =>
                t.SamplesNs.Count + t.WarmupSamplesNs.Count + t.SetAside.Sum(s => s.SamplesNs.Count)));
    }

    [Fact]
    public void Samples_NameTheRoundOfTheirLaunch()
    {
        var trial = FitFixture.Full().Variants[0].Trials[0];
        var lines = TrialTable.Samples(FitFixture.Full()).Split("\r\n");
        var rows = lines.Select(line => line.Split(',')).Where(cells => cells[0] == trial.Id).ToArray();
        foreach (var launch in trial.Launches)
        {
            var counted = rows.Where(cells => cells[4] == $"{launch.Round}" && cells[5] == "counted").ToArray();
            counted.Length.ShouldBe(launch.Count);
            counted.Select(cells => cells[6]).ShouldBe(Enumerable.Range(0, launch.Count).Select(i => $"{i}"));
            rows.Count(cells => cells[4] == $"{launch.Round}" && cells[5] == "warmup").ShouldBe(launch.WarmupCount);
        }
        rows.Where(cells => cells[5] == "counted").Select(cells => long.Parse(cells[7])).ShouldBe(trial.SamplesNs);
        rows.Where(cells => cells[5] == "aside").Select(cells => (cells[4], cells[7])).ShouldBe([("2", "1400000"), ("2", "1400001")]);
    }

    [Fact]
    public void Samples_OfAnEarlierVersion_HaveNoRound()
    {
        var full = FitFixture.Full();
        var trial = full.Variants[0].Trials[0] with { Launches = [], SetAside = [] };
        var lines = TrialTable.Samples(full with { Variants = [full.Variants[0] with { Trials = [trial] }] }).Split("\r\n");
        const string Row = "a1,source,onnxruntime,cpu,,counted,";
        lines.Count(line => line.StartsWith(Row, StringComparison.Ordinal)).ShouldBe(trial.SamplesNs.Count);
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
