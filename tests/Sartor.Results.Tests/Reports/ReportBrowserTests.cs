using System.Text.RegularExpressions;
using Sartor.Contracts;
using Sartor.Results.Records;
using Sartor.Results.Reports;
using Sartor.Results.Tests.Records;

namespace Sartor.Results.Tests.Reports;

public sealed partial class ReportBrowserTests
{
    private static readonly string[] s_plots = ["pareto", "distributions", "accuracy", "sizes"];

    [Fact]
    public async Task Page_InABrowser_DrawsEveryPlotWithoutAConsoleMessage()
    {
        var result = FitFixture.Full();
        var page = await DrawAsync(result);

        var measured = result.Variants.SelectMany(v => v.Trials).Count(t => t.Latency is not null);
        foreach (var plot in s_plots.Concat(Enumerable.Range(0, measured).Select(i => $"run-{i}")))
            MarksOf(page, plot).ShouldBeGreaterThan(5, $"plot-{plot} should have drawn its marks");
    }

    [Fact]
    public async Task Page_InABrowser_NamesThePickAndEveryReason()
    {
        var result = FitFixture.Full();
        var page = await DrawAsync(result);

        page.ShouldContain("on tflite/xnnpack");
        page.ShouldContain("91.1");
        page.ShouldContain("SIGSEGV");
        foreach (var rejection in result.Recommendation.Rejected)
            page.ShouldContain(System.Net.WebUtility.HtmlEncode(rejection.Text).Replace("&#39;", "'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_HandsOverTheFileItsHashAndTheCommand()
    {
        var full = FitFixture.Full();
        var pick = full.Variants.Single(v => v.Name == full.Recommendation.Pick!.Variant);
        var limits = new Constraints { MaxP95Ms = 7.5, MaxMemoryMb = 31, MaxDrop = 0.01, Prefer = Preference.Size };
        var page = await DrawAsync(full with
        {
            Command = new RunCommand { Line = "sartor fit model.onnx --data images", Options = new SortedDictionary<string, string>() },
            Recommendation = full.Recommendation with { Constraints = limits },
        });

        page.ShouldContain($"href=\"{pick.File}\"");
        page.ShouldContain(pick.Sha256!);
        page.ShouldContain("sartor fit model.onnx --data images");
        foreach (var limit in (string[])["7.5 ms", "31 MB", "1.0 points", "size"]) page.ShouldContain($"<b>{limit}</b>");
        page.ShouldNotContain("<li>no constraints were given");
    }

    [Fact]
    public async Task Page_WithStepsOfEarlierRuns_SaysOfWhenTheyAre()
    {
        var full = FitFixture.Full();
        var then = new DateTimeOffset(2026, 8, 23, 7, 5, 59, TimeSpan.Zero);
        var before = new DateTimeOffset(2026, 8, 22, 6, 4, 0, TimeSpan.Zero);
        var page = await DrawAsync(full with
        {
            SourceReusedFromUtc = before,
            Variants =
            [
                .. full.Variants.Select(v => v with
                {
                    Conversion = v.Conversion is null ? null : v.Conversion with { ReusedFromUtc = before },
                    Verdicts = [.. v.Verdicts.Select(d => d with { ReusedFromUtc = before })],
                    Trials = [.. v.Trials.Select(t => t with { ReusedFromUtc = then })],
                }),
            ],
        });

        var measured = full.Variants.SelectMany(v => v.Trials).Count(t => t.Latency is not null);
        Regex.Count(page, "measured by an earlier run, 2026-08-23 07:05 UTC").ShouldBe(measured);
        var judged = full.Variants.SelectMany(v => v.Verdicts).Count(d => d.Parity.Count > 0 || !d.Gate.Passed);
        Regex.Count(page, "by an earlier run, 2026-08-22 06:04 UTC").ShouldBe(judged);
        page.ShouldContain("int8: file");
        page.ShouldContain("source’s answers");
        (await DrawAsync(full)).ShouldNotContain("earlier run, 2026");
    }

    [Fact]
    public async Task Page_WithPlacements_SaysWhatEachTargetTakesAndThatNothingWasRun()
    {
        var full = FitFixture.Full();
        var page = await DrawAsync(full);

        var section = page[page.IndexOf("id=\"placement\"", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("</section>", StringComparison.Ordinal)];
        section.ShouldContain("Nothing here was run or measured");
        var placed = full.Variants.SelectMany(v => v.Placements).ToArray();
        Regex.Count(section, "all 66").ShouldBe(placed.Count(p => p.Taken == 66));
        Regex.Count(section, "61 of 66<small>3 partitions").ShouldBe(placed.Count(p => p.Taken == 61));
        Regex.Count(section, "none of 66").ShouldBe(placed.Count(p => p.Taken == 0));
        // Reasons that differ in the operator's name alone are told once.
        Regex.Count(section, "the npu has no SOFTMAX").ShouldBe(1);
        section.ShouldContain("The same holds for MEAN. In float32, float16, dynamic-range-int8, int8, int8-per-tensor.");
        section.ShouldContain("operators.md of the npu, 2026-08");
    }

    [Fact]
    public async Task Page_OfAnEarlierVersion_HasNoPlacements()
    {
        var full = FitFixture.Full();
        var page = await DrawAsync(full with { Variants = [.. full.Variants.Select(v => v with { Placements = [] })] });

        page.ShouldContain("id=\"verification\"");
        page.ShouldNotContain("id=\"placement\"");
    }

    /// <summary>A result may have been edited: a link leads to what a fit writes, and nowhere else.</summary>
    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://example.org/x")]
    [InlineData("//example.org/x")]
    [InlineData("data:text/html,x")]
    [InlineData("/etc/passwd")]
    [InlineData("variants/../../etc/passwd")]
    [InlineData("variants/..")]
    [InlineData("variants\\x")]
    public async Task Page_WithAnotherFile_LinksNothing(string file)
    {
        var full = FitFixture.Full();
        var pick = full.Recommendation.Pick!.Variant;
        var page = await DrawAsync(full with
        {
            Variants = [.. full.Variants.Select(v => v.Name == pick ? v with { File = file } : v)],
        });

        page.ShouldContain(System.Net.WebUtility.HtmlEncode(file));
        Regex.Matches(page, "href=\"([^\"#][^\"]*)\"").Select(match => match.Groups[1].Value).Distinct()
            .ShouldBe(["data:,", "result.json", "samples.csv", "trials.csv"], ignoreOrder: true);
    }

    /// <summary>What cannot be drawn is left out; the tables stay.</summary>
    [Fact]
    public async Task Page_WithNumbersThatCannotBe_StillHasItsTables()
    {
        var full = FitFixture.Full();
        FitResult Changed(Func<TrialResult, TrialResult> trial, Func<ScoreResult, ScoreResult> score) => full with
        {
            Variants =
            [
                .. full.Variants.Select(v => v with
                {
                    Trials = [.. v.Trials.Select(trial)],
                    Verdicts = [.. v.Verdicts.Select(d => d with { Scores = [.. d.Scores.Select(score)] })],
                }),
            ],
        };
        foreach (var odd in (FitResult[])
        [
            Changed(t => t with { SamplesNs = [] }, s => s),
            Changed(t => t with { SamplesNs = [.. t.SamplesNs.Select(_ => 0L)] }, s => s),
            Changed(t => t, s => s with { Title = "" }),
        ])
        {
            (await DrawAsync(odd)).ShouldContain("Variants and engines");
        }
    }

    [Fact]
    public async Task Page_WithMarkupInItsData_ShowsItAsText()
    {
        var page = await DrawAsync(FitFixture.Full());

        page.ShouldContain("ncnn cannot express &lt;script&gt;alert(1)&lt;/script&gt;");
        page.ShouldNotContain("<script>alert(1)");
    }

    [Fact]
    public async Task Page_WithoutRecommendation_SaysWhy()
    {
        var full = FitFixture.Full();
        var page = await DrawAsync(
            full with { Pareto = [], Recommendation = full.Recommendation with { Pick = null, Reason = "Nothing is fast enough." } });

        page.ShouldContain("No variant can be recommended");
        page.ShouldContain("Nothing is fast enough.");
    }

    [Fact]
    public async Task Page_WithoutLabels_JudgesByAgreement()
    {
        var full = FitFixture.Full();
        var unlabelled = full with
        {
            Variants =
            [
                .. full.Variants.Select(
                    v => v with
                    {
                        Verdicts = [.. v.Verdicts.Select(d => d with { Scores = [.. d.Scores.Where(s => s.Truth == ScoreTruth.Source)] })],
                    }),
            ],
        };
        var page = await DrawAsync(unlabelled);

        page.ShouldContain("Agreement against latency");
        MarksOf(page, "pareto").ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Page_OfAnError_DrawsItUpsideDown()
    {
        var full = FitFixture.Full();
        ScoreResult AsError(ScoreResult s) => s with
        {
            Name = "mae",
            Title = "mean absolute error",
            Kind = ScoreKind.Error,
            Variant = new ScoreValue { Value = 1.1 - s.Variant.Value, Low = 1.1 - s.Variant.High, High = 1.1 - s.Variant.Low },
            Source = s.Source is null ? null : new ScoreValue { Value = 0.186 },
        };
        var page = await DrawAsync(full with
        {
            Variants =
            [
                .. full.Variants.Select(v => v with { Verdicts = [.. v.Verdicts.Select(d => d with { Scores = [AsError(d.Scores[0])] })] }),
            ],
        });

        page.ShouldContain("Error against latency");
        page.ShouldContain("Mean absolute error");
        MarksOf(page, "pareto").ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Page_WithoutAnyMeasurement_StillHasItsTables()
    {
        var full = FitFixture.Full();
        var page = await DrawAsync(
            full with { Pareto = [], Variants = [.. full.Variants.Select(v => v with { Trials = [], Verdicts = [] })] });

        page.ShouldContain("Variants and engines");
        page.ShouldContain("id=\"plot-sizes\"");
        page.ShouldNotContain("id=\"plot-pareto\"");
    }

    [Fact]
    public async Task Page_Printed_GivesAPdf()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "report.html");
        var pdf = Path.Combine(folder.Path, "report.pdf");
        ReportPage.Write(FitFixture.Full(), file);

        await HeadlessChromium.OpenAsync(file, pdf);

        new FileInfo(pdf).Length.ShouldBeGreaterThan(20_000);
    }

    private static async Task<string> DrawAsync(FitResult result)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "report.html");
        ReportPage.Write(result, file);
        var (page, console) = await HeadlessChromium.OpenAsync(file);
        console.ShouldBeEmpty();
        return DataBlock().Replace(page, "");
    }

    /// <summary>How many shapes a plot's SVG holds.</summary>
    private static int MarksOf(string page, string plot)
    {
        var start = page.IndexOf($"id=\"plot-{plot}\"", StringComparison.Ordinal);
        start.ShouldBeGreaterThan(0, $"plot-{plot} should be on the page");
        var end = page.IndexOf("</svg>", start, StringComparison.Ordinal);
        return end < 0 ? 0 : Shape().Count(page[start..end]);
    }

    [GeneratedRegex("<(path|text|circle)")]
    private static partial Regex Shape();

    // What the page shows is looked for, not what it was given.
    [GeneratedRegex("<script type=\"application/json\".*?</script>", RegexOptions.Singleline)]
    private static partial Regex DataBlock();
}
