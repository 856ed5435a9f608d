using System.Diagnostics;
using System.Text.RegularExpressions;
using Sartor.Contracts;
using Sartor.Lab.Reports;
using Sartor.Lab.Tests.Results;

namespace Sartor.Lab.Tests.Reports;

public sealed partial class ReportPageTests
{
    [Fact]
    public void Page_DrawsEveryPlotWithoutAnError()
    {
        using var folder = new TemporaryFolder();
        var page = Path.Combine(folder.Path, "report.html");
        ReportPage.Write(FitFixture.Full(), page);
        var (dom, log) = Open(page, folder.Path);
        log.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal)).ShouldBeEmpty();
        var plots = Plot().Matches(dom);
        plots.Select(m => m.Groups["id"].Value).ShouldBe(["plot-pareto", "plot-distributions", "plot-accuracy", "plot-sizes"], ignoreOrder: true, customMessage: log);
        foreach (Match plot in plots)
        {
            // ECharts draws an SVG with a path or text for each mark; an empty plot has a background and nothing else.
            var drawing = dom[plot.Index..Math.Min(dom.Length, dom.IndexOf("</svg>", plot.Index, StringComparison.Ordinal))];
            Mark().Count(drawing).ShouldBeGreaterThan(5, plot.Groups["id"].Value);
        }
    }

    [Fact]
    public void Page_AsksForNothingFromTheNetwork()
    {
        var html = ReportPage.Render(FitFixture.Full());
        html.ShouldContain("Content-Security-Policy");
        html.ShouldContain("default-src 'none'");
        External().Matches(html).Select(m => m.Value).ShouldBeEmpty();
    }

    private static (string Dom, string Log) Open(string page, string folder)
    {
        var chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        if (chromium is null) Assert.Skip("there is no Chromium; apt-get install chromium");
        var start = new ProcessStartInfo(chromium) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", $"--user-data-dir={Path.Combine(folder, "profile")}", "--enable-logging=stderr", "--virtual-time-budget=10000", "--dump-dom",
            new Uri(page).AbsoluteUri,
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var browser = Process.Start(start)!;
        var log = browser.StandardError.ReadToEndAsync();
        var dom = browser.StandardOutput.ReadToEndAsync();
        try
        {
            browser.WaitForExit(TimeSpan.FromSeconds(90)).ShouldBeTrue("Chromium did not end");
            return (dom.GetAwaiter().GetResult(), log.GetAwaiter().GetResult());
        }
        finally
        {
            if (!browser.HasExited) browser.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex("""<div class="plot" id="(?<id>plot-(pareto|distributions|accuracy|sizes))"[^>]*>""")]
    private static partial Regex Plot();

    [GeneratedRegex("<(path|text|circle|rect|polyline)")]
    private static partial Regex Mark();

    [GeneratedRegex("""<(script|link|img|iframe)[^>]+(src|href)\s*=\s*["'](?!data:|#)[^"']+""")]
    private static partial Regex External();
}
