using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sartor.Results.Reports;
using Sartor.Results.Tests.Records;

namespace Sartor.Results.Tests.Reports;

public sealed partial class ReportPageTests
{
    private static readonly string s_page = ReportPage.Render(FitFixture.Full());

    [Fact]
    public void Page_ForbidsEveryRequest() =>
        s_page.ShouldContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-");

    [Fact]
    public void Page_LoadsNothing()
    {
        var withoutPlots = ScriptBlock().Replace(s_page, "");

        withoutPlots.ShouldNotContain("src=");
        withoutPlots.ShouldNotContain("@import");
        withoutPlots.ShouldNotContain("url(");
    }

    [Fact]
    public void Policy_NamesTheHashOfEachScript()
    {
        var scripts = ScriptBlock().Matches(s_page).Select(m => m.Groups[1].Value).ToArray();

        scripts.Length.ShouldBe(2);
        foreach (var script in scripts)
            s_page.ShouldContain($"'sha256-{System.Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'");
    }

    [Fact]
    public void Data_CannotEndItsBlock()
    {
        var block = DataBlock().Match(s_page).Groups[1].Value;

        block.ShouldNotContain('<');
        using var data = JsonDocument.Parse(block);
        data.RootElement.GetProperty("result").GetProperty("schema").GetString().ShouldBe("sartor.fit/2");
    }

    [Fact]
    public void Data_OfALongRun_IsThinned()
    {
        using var data = JsonDocument.Parse(DataBlock().Match(s_page).Groups[1].Value);

        foreach (var plot in data.RootElement.GetProperty("plots").EnumerateObject())
        {
            plot.Value.GetProperty("dots").GetArrayLength().ShouldBeLessThanOrEqualTo(400);
            plot.Value.GetProperty("series").GetArrayLength().ShouldBeLessThanOrEqualTo(500);
        }
    }

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex ScriptBlock();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex DataBlock();
}
