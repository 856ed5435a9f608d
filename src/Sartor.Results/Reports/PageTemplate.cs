using System.Net;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Sartor.Core;

namespace Sartor.Results.Reports;

/// <summary>
/// One HTML file that holds everything it needs. Its content security policy forbids every request and every script but its own two, which
/// it names by hash; the data is inert JSON and reaches the page as text only.
/// </summary>
internal static partial class PageTemplate
{
    private static readonly Assembly Own = typeof(PageTemplate).Assembly;

    /// <summary>The text of a page.</summary>
    /// <param name="title">Its title, as plain text.</param>
    /// <param name="version">Version of Sartor.</param>
    /// <param name="data">What it shows, as JSON without a character that HTML would read.</param>
    /// <param name="script">Name of the script that shows it.</param>
    public static string Render(string title, string version, string data, string script)
    {
        var plots = Resource("echarts.min.js");
        var code = Resource($"report/{script}.js");
        var values = new Dictionary<string, string>
        {
            ["version"] = WebUtility.HtmlEncode(version),
            ["title"] = WebUtility.HtmlEncode(title),
            ["style"] = Resource("report/report.css"),
            ["data"] = data,
            ["plots"] = plots,
            ["script"] = code,
            ["script-hashes"] = $"{Hash(plots)} {Hash(code)}",
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
