using System.Text.Json;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Results.Reports;

/// <summary>The result of a fit as one HTML file that holds everything it needs.</summary>
public static class ReportPage
{
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
        return PageTemplate.Render(
            $"{result.Source.Name} · Sartor fit report", result.SartorVersion,
            JsonSerializer.Serialize(ReportData.From(result, comparison), ReportDataContext.Default.ReportData), "report");
    }
}
