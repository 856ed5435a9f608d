using System.Globalization;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Sartor.Web.Tests;

/// <summary>The report as people use it: with a keyboard, on a phone, in the dark, with a screen reader.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ReportWalkTests(Browser browser, Reports reports)
{
    private const int Phone = 390;

    public static TheoryData<string> Pages => Reports.All;

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Axe_FindsNothing(string name)
    {
        foreach (var (width, dark) in ((int, bool)[])[(1280, false), (1280, true), (Phone, false), (Phone, true)])
        {
            await using var opened = await OpenAsync(name, width, dark);
            await OpenEverythingAsync(opened);
            var result = await opened.Page.RunAxe();
            result.Violations.Select(Describe).ShouldBeEmpty($"{name}, {width} pixels, {(dark ? "dark" : "light")}");
            opened.Messages.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Axe_FindsWhatIsWrong()
    {
        await using var opened = await OpenAsync(Reports.Demo);
        await opened.EvaluateAsync<object?>(
            "document.querySelector('footer').style.color = '#e0e0e0'; document.querySelector('select').setAttribute('aria-label', ''); "
            + "document.querySelectorAll('.chooser').forEach(l => l.replaceWith(...l.querySelectorAll('select')))");
        (await opened.Page.RunAxe()).Violations.Select(v => v.Id).ShouldBe(["color-contrast", "select-name"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task OnAPhone_ItIsShortAndDoesNotScrollSideways(string name)
    {
        foreach (var width in (int[])[Phone, 320])
        {
            await using var opened = await OpenAsync(name, width);
            (await opened.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, name);
            if (width != Phone) continue;
            (await opened.EvaluateAsync<int>("document.documentElement.scrollHeight")).ShouldBeLessThanOrEqualTo(8000, name);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Contents_LeadToEveryPart(string name)
    {
        await using var opened = await OpenAsync(name, Phone);
        var targets = await opened.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('nav a')].map(a => a.getAttribute('href').slice(1))");
        targets.ShouldBe(await opened.EvaluateAsync<string[]>("[...document.querySelectorAll('section[id]')].map(s => s.id)"));
        targets.ShouldContain("method");
        await opened.Page.Locator("nav a[href='#method']").ClickAsync();
        // It was closed, as this is a phone.
        (await opened.Page.Locator("#method dl").First.IsVisibleAsync()).ShouldBeTrue();
    }

    /// <summary>Samples on which the source's first classes are tied neither agree nor disagree.</summary>
    [Fact]
    public async Task Agreement_SaysHowManySamplesDoNotCount()
    {
        await using var opened = await OpenAsync(Reports.Unlabelled);
        var result = await reports.ResultAsync(Reports.Unlabelled);
        var counted = result.Variants.SelectMany(v => v.Verdicts).SelectMany(v => v.Scores).First().Samples;
        var left = result.Data.Split!.HeldOutSamples - counted;
        left.ShouldBePositive();

        (await opened.Page.Locator("#accuracy").TextContentAsync())!.ShouldContain(
            $"on {counted} held-out samples with 95 % intervals. {left} more do");
    }

    [Fact]
    public async Task Table_SortsByKeyboard_AndSaysSo()
    {
        await using var opened = await OpenAsync(Reports.Demo);
        var listed = await RowsAsync(opened);
        var heading = opened.Page.Locator("#overview thead th", new PageLocatorOptions { HasText = "Median" });
        await heading.Locator("button").FocusAsync();

        await opened.Page.Keyboard.PressAsync("Enter");
        (await heading.GetAttributeAsync("aria-sort")).ShouldBe("descending");
        (await MediansAsync(opened)).ShouldBe((await MediansAsync(opened)).OrderDescending());
        await opened.Page.Keyboard.PressAsync("Enter");
        (await heading.GetAttributeAsync("aria-sort")).ShouldBe("ascending");
        (await MediansAsync(opened)).ShouldBe((await MediansAsync(opened)).Order());
        await opened.Page.Keyboard.PressAsync("Enter");
        (await heading.GetAttributeAsync("aria-sort")).ShouldBeNull();
        (await RowsAsync(opened)).ShouldBe(listed);
    }

    [Fact]
    public async Task OnAPhone_ATableIsSortedByAList()
    {
        await using var opened = await OpenAsync(Reports.Demo, Phone);
        var select = opened.Page.Locator("#overview .chooser select");
        await select.SelectOptionAsync(new SelectOptionValue { Label = "Size, ascending" });
        var sizes = await opened.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('#overview td[data-label^=\"Size\"]')].map(c => c.textContent)");
        sizes.Select(Number).ShouldBe(sizes.Select(Number).Order());
        sizes.Distinct().Count().ShouldBeGreaterThan(2);
    }

    [Fact]
    public async Task Table_IsCopiedAsMarkdownAndAsCsv_InTheOrderShown()
    {
        await using var opened = await OpenAsync(Reports.Demo);
        await opened.AllowClipboardAsync();
        await opened.Page.Locator("#overview thead th", new PageLocatorOptions { HasText = "Size" }).Locator("button").ClickAsync();
        var shown = (await RowsAsync(opened)).Select(row => row.Split('|')[0]).ToArray();

        await opened.Page.Locator("#overview").GetByText("Copy as Markdown").ClickAsync();
        var lines = (await ClipboardAsync(opened)).TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(shown.Length + 2);
        lines[0].ShouldStartWith("| Variant | Engine and delegate | Median (");
        lines[2..].Select(line => line.Split('|')[1].Trim()).ShouldBe(shown);
        (await opened.Page.Locator("#overview [role=status]").First.TextContentAsync()).ShouldBe("copied");

        await opened.Page.Locator("#overview").GetByText("Copy as CSV").ClickAsync();
        var records = (await ClipboardAsync(opened)).TrimEnd().Split("\r\n");
        records.Length.ShouldBe(shown.Length + 1);
        records[1..].Select(record => record.Split(',')[0]).ShouldBe(shown);
        // Numbers in the unit of the heading, for a spreadsheet.
        var result = await reports.ResultAsync(Reports.Demo);
        var first = result.Variants.Single(v => v.Name == shown[0]);
        var unit = records[0].Contains("Size (kB)", StringComparison.Ordinal) ? 1e3 : 1e6;
        var size = first.SizeBytes!.Value / unit;
        double.Parse(records[1].Split(',')[5], CultureInfo.InvariantCulture).ShouldBe(size, size * 1e-5);
    }

    [Fact]
    public async Task Keyboard_ReachesEverythingThatCanBePressed()
    {
        await using var opened = await OpenAsync(Reports.Demo);
        var wanted = await opened.EvaluateAsync<int>(
            "[...document.querySelectorAll('a[href], button, select, summary, [tabindex=\"0\"]')]"
            + ".filter(e => e.checkVisibility() && e.tabIndex >= 0).length");
        wanted.ShouldBeGreaterThan(20);
        var reached = 0;
        for (var i = 0; i < wanted + 5; i++)
        {
            await opened.Page.Keyboard.PressAsync("Tab");
            if (await opened.EvaluateAsync<bool>(
                "(() => { const e = document.activeElement; if (e === document.body || e.dataset.reached) return false; "
                + "e.dataset.reached = 1; "
                + "const s = getComputedStyle(e); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0; })()")) reached++;
        }
        // Each shows that it has the focus.
        reached.ShouldBeGreaterThanOrEqualTo(wanted);
    }

    [Fact]
    public async Task Languages_AreChosenByArrows()
    {
        await using var opened = await OpenAsync(Reports.Demo);
        var tabs = opened.Page.Locator("#handover [role=tab]");
        (await tabs.AllTextContentsAsync()).ShouldBe(["Python", "Kotlin", "Swift", "C#"]);
        await tabs.First.FocusAsync();
        await opened.Page.Keyboard.PressAsync("ArrowLeft");
        var visible = await opened.Page.Locator("#handover [role=tabpanel]:visible pre").AllTextContentsAsync();
        visible.ShouldHaveSingleItem().ShouldContain("DllImport");
        await opened.Page.Keyboard.PressAsync("Home");
        (await opened.Page.Locator("#handover [role=tabpanel]:visible pre").TextContentAsync())!.ShouldContain("import numpy");
    }

    [Fact]
    public async Task HidingADelegate_TakesItFromPlotAndTable()
    {
        await using var opened = await OpenAsync(Reports.Demo);
        const string marks = "document.querySelectorAll('#plot-distributions svg :is(path, rect, circle)').length";
        var before = await opened.EvaluateAsync<int>(marks);
        var button = opened.Page.Locator("#trade-off .legend button", new PageLocatorOptions { HasText = "tflite/none" });
        await button.ClickAsync();
        (await button.GetAttributeAsync("aria-pressed")).ShouldBe("false");
        (await opened.Page.Locator("#overview tbody tr:visible").AllTextContentsAsync()).ShouldAllBe(row => !row.Contains("tflite/none"));
        (await opened.EvaluateAsync<int>(marks)).ShouldBeLessThan(before);
        await button.ClickAsync();
        (await opened.Page.Locator("#overview tbody tr:visible").CountAsync()).ShouldBe((await RowsAsync(opened)).Count);
    }

    [Fact]
    public async Task Comparison_ShowsEachTrialBesideTheEarlierRun()
    {
        await using var opened = await OpenAsync(Reports.Demo);
        var result = await reports.ResultAsync(Reports.Demo);
        (await opened.Page.Locator("#comparison tbody tr").CountAsync()).ShouldBe(result.Variants.Sum(v => v.Trials.Count));
        (await opened.Page.Locator("#comparison tbody tr").AllTextContentsAsync())
            .ShouldAllBe(row => row.Contains("no difference shown") || row.Contains("slower") || row.Contains("faster"));
        await using var alone = await OpenAsync(Reports.Unlabelled);
        (await alone.Page.Locator("#comparison").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task WithoutLabels_AgreementStandsForAccuracy()
    {
        await using var opened = await OpenAsync(Reports.Unlabelled);
        (await opened.Page.Locator("#warnings").TextContentAsync())!.ShouldContain("no labels");
        (await opened.Page.Locator("#trade-off h2").TextContentAsync()).ShouldBe("Agreement against latency");
        (await opened.Page.Locator("#overview thead").TextContentAsync())!.ShouldNotContain("Accuracy");
        (await opened.Page.Locator("#samples").TextContentAsync())!.ShouldNotContain("Each class");
    }

    [Fact]
    public async Task SeveralInputsAndABatch_StandInSignatureCodeAndNumbers()
    {
        await using var opened = await OpenAsync(Reports.TwoInputs);
        (await opened.Page.Locator("header").TextContentAsync())!.ShouldContain("4 samples in one inference");
        (await opened.Page.Locator("#recommendation").TextContentAsync())!.ShouldContain("per sample");
        var names = await opened.Page.Locator("#handover tbody th").AllTextContentsAsync();
        names.ShouldBe(["left", "right", "scores"]);
        var code = (await opened.Page.Locator("#handover [role=tabpanel]:visible pre").TextContentAsync())!;
        code.ShouldContain("\"left\"");
        code.ShouldContain("\"right\"");
        code.ShouldContain("(4, 8)");
    }

    [Fact]
    public async Task Dark_IsDark()
    {
        await using var light = await OpenAsync(Reports.Demo);
        await using var dark = await OpenAsync(Reports.Demo, dark: true);
        const string brightness = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).reduce((a, b) => a + b) / 3";
        (await light.EvaluateAsync<double>(brightness)).ShouldBeGreaterThan(220);
        (await dark.EvaluateAsync<double>(brightness)).ShouldBeLessThan(40);
        // The plots take their colours from the page.
        const string ink = "document.querySelector('#plot-pareto svg text').getAttribute('fill')";
        (await dark.EvaluateAsync<string>(ink)).ShouldNotBe(await light.EvaluateAsync<string>(ink));
    }

    [Fact]
    public async Task ClosedParts_DrawTheirPlotsWhenTheyOpen()
    {
        await using var opened = await OpenAsync(Reports.Demo, Phone);
        (await opened.Page.Locator("#plot-run-0 svg").CountAsync()).ShouldBe(0);
        await opened.Page.Locator("#runs summary").ClickAsync();
        await opened.Page.Locator("#plot-run-0 svg").WaitForAsync();
        opened.Messages.ShouldBeEmpty();
    }

    private async Task<OpenedPage> OpenAsync(string name, int width = 1280, bool dark = false) =>
        await browser.OpenAsync(await reports.FileAsync(name), width, dark);

    private static Task OpenEverythingAsync(OpenedPage opened) =>
        opened.EvaluateAsync<object?>("document.querySelectorAll('details').forEach(d => { d.open = true; })");

    private static Task<string> ClipboardAsync(OpenedPage opened) => opened.EvaluateAsync<string>("navigator.clipboard.readText()");

    private static async Task<IReadOnlyList<string>> RowsAsync(OpenedPage opened) => await opened.EvaluateAsync<string[]>(
        "[...document.querySelectorAll('#overview tbody tr')].map(r => r.querySelector('.name').textContent + '|' + r.dataset.where)");

    private static async Task<IReadOnlyList<double>> MediansAsync(OpenedPage opened) => [.. (await opened.EvaluateAsync<string[]>(
        "[...document.querySelectorAll('#overview td[data-label^=\"Median\"] > div')].map(c => c.firstChild.textContent)")).Select(Number)];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Describe(AxeResultItem found)
    {
        var nodes = found.Nodes.Take(3).Select(node => $"{node.Html} {node.Any.FirstOrDefault()?.Message}");
        return $"{found.Id} ({found.Impact}): {string.Join("; ", nodes)}";
    }
}
