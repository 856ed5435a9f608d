using System.Net;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Results.Reports;

/// <summary>
/// The result as one HTML file that holds everything it needs. Its content security policy forbids every request and every script
/// but its own two, which it names by hash; the data is inert JSON and reaches the page as text only.
/// </summary>
public static partial class ReportPage
{
    private static readonly Assembly Own = typeof(ReportPage).Assembly;

    /// <summary>Writes the page.</summary>
    /// <param name="result">What it shows.</param>
    /// <param name="path">The file.</param>
    /// <param name="comparison">Of the result with an earlier one; null for none.</param>
    /// <exception cref="OutputException">The file cannot be written; no part of it is left.</exception>
    public static void Write(FitResult result, string path, ComparisonResult? comparison = null) =>
        AtomicFile.WriteText(path, Render(result, comparison));

    /// <summary>The text of the page.</summary>
    public static string Render(FitResult result, ComparisonResult? comparison = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        var plots = Resource("echarts.min.js");
        var script = Resource("report/report.js");
        var values = new Dictionary<string, string>
        {
            ["version"] = WebUtility.HtmlEncode(result.SartorVersion),
            ["title"] = WebUtility.HtmlEncode($"{result.Source.Name} · Sartor fit report"),
            ["style"] = Resource("report/report.css"),
            ["data"] = JsonSerializer.Serialize(ReportData.From(result, comparison), ReportDataContext.Default.ReportData),
            ["plots"] = plots,
            ["script"] = script,
            ["script-hashes"] = $"{Hash(plots)} {Hash(script)}",
        };
        return Placeholder().Replace(Resource("report/report.html"), match => values[match.Groups[1].Value]);
    }

    // https://www.w3.org/TR/CSP3/#grammardef-hash-source: over the UTF-8 text between the tags.
    private static string Hash(string script) =>
        $"'sha256-{System.Convert.ToBase64String(Sha256.Of(Encoding.UTF8.GetBytes(script)))}'";

    private static string Resource(string name)
    {
        using var stream = Own.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{Own.GetName().Name} was built without its resource {name}");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{\{([a-z-]+)\}\}")]
    private static partial Regex Placeholder();
}
