using System.Globalization;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Sartor.Web.Tests;

/// <summary>The page of a campaign as people use it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class CampaignPageTests(Browser browser, CampaignPages pages)
{
    private const int Phone = 390;

    [Theory]
    [InlineData(400, 3)]
    [InlineData(40, 1)]
    [InlineData(0, 1)]
    public async Task Axe_FindsNothingAndNothingScrollsSideways(int trials, int devices)
    {
        foreach (var (width, dark) in ((int, bool)[])[(1400, false), (1400, true), (Phone, false), (Phone, true)])
        {
            await using var opened = await browser.OpenAsync(pages.Write(trials, devices), width, dark);
            (await opened.Page.RunAxe()).Violations.Select(found => $"{found.Id}: {found.Nodes[0].Html}").ShouldBeEmpty();
            (await opened.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width);
            if (width == Phone) (await opened.EvaluateAsync<int>("document.documentElement.scrollHeight")).ShouldBeLessThan(8000);
            opened.Messages.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task TenThousandTrials_OpenFastAndAPageAtATime()
    {
        var file = pages.Write(10_000, 3);
        new FileInfo(file).Length.ShouldBeLessThan(5_000_000);
        await using var opened = await browser.OpenAsync(file, 1400);
        var ready = await opened.EvaluateAsync<string>("document.documentElement.dataset.ready");
        double.Parse(ready, CultureInfo.InvariantCulture).ShouldBeLessThan(10_000);
        (await RowsAsync(opened)).Length.ShouldBe(50);
        (await StatusAsync(opened)).ShouldBe("1–50 of 10,000 trials");
        await opened.Page.GetByText("Next page").ClickAsync();
        (await StatusAsync(opened)).ShouldBe("51–100 of 10,000 trials");
        await opened.Page.GetByText("Previous page").ClickAsync();
        (await opened.Page.GetByText("Previous page").IsDisabledAsync()).ShouldBeTrue();
        opened.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Trials_AreFoundSortedAndCopied()
    {
        await using var opened = await browser.OpenAsync(pages.Write(400, 3), 1400);
        await opened.AllowClipboardAsync();
        await opened.Page.Locator("#trials select[name=step]").SelectOptionAsync("measure");
        await opened.Page.Locator("#trials select[name=device]").SelectOptionAsync("exec:board-2 </script>");
        await opened.Page.Locator("#trials select[name=ending]").SelectOptionAsync("succeeded");
        var heading = opened.Page.Locator("#trials thead th", new PageLocatorOptions { HasText = "Median" });
        await heading.Locator("button").FocusAsync();
        await opened.Page.Keyboard.PressAsync("Enter");
        (await heading.GetAttributeAsync("aria-sort")).ShouldBe("descending");
        var medians = (await opened.EvaluateAsync<string[]>(
            "[...document.querySelectorAll('#trials td[data-label^=\"Median\"] > div')].map(c => c.firstChild.textContent)"))
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        medians.Length.ShouldBe(50);
        medians.ShouldBe(medians.OrderDescending());
        (await RowsAsync(opened)).ShouldAllBe(row => row.Contains("board-2") && row.Contains("succeeded") && row.Contains("measure"));

        await opened.Page.Locator("#trials input").FillAsync("NET-00007 xnnpack");
        (await StatusAsync(opened)).ShouldBe("1–1 of 1 trials");
        await opened.Page.Locator("#trials").GetByText("Copy as CSV").ClickAsync();
        var lines = (await opened.EvaluateAsync<string>("navigator.clipboard.readText()")).TrimEnd().Split("\r\n");
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain("models/net-00007");
        await opened.Page.Locator("#trials input").FillAsync("no such thing");
        (await StatusAsync(opened)).ShouldBe("No trial has all of this.");
    }

    [Fact]
    public async Task Causes_AreCountedOverModels()
    {
        await using var opened = await browser.OpenAsync(pages.Write(400, 3), 1400);
        var rows = await opened.Page.Locator("#failures tbody tr").AllTextContentsAsync();
        rows.Count.ShouldBe(2);
        // 100 models, of which the 21st, 42nd, 63rd and 84th are refused.
        rows.ShouldContain(row => row.StartsWith("refused4", StringComparison.Ordinal) && row.Contains("<img src=x"));
        rows.ShouldContain(row => row.StartsWith("invalid", StringComparison.Ordinal) && row.Contains("noisy"));
        (await opened.Page.Locator("#page img").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Ranks_NeedTwoDevices()
    {
        await using var several = await browser.OpenAsync(pages.Write(400, 3), 1400);
        (await several.Page.Locator("#ranks tbody tr").CountAsync()).ShouldBe(3);
        await using var one = await browser.OpenAsync(pages.Write(40, 1), 1400);
        (await one.Page.Locator("#ranks table").CountAsync()).ShouldBe(0);
        (await one.Page.Locator("#ranks").TextContentAsync())!.ShouldContain("One device");
    }

    private static Task<string[]> RowsAsync(OpenedPage opened) =>
        opened.EvaluateAsync<string[]>("[...document.querySelectorAll('#trials tbody tr')].map(row => row.textContent)");

    private static async Task<string?> StatusAsync(OpenedPage opened) =>
        await opened.Page.Locator("#trials .tools > [role=status]").TextContentAsync();
}
