using System.Text.Json;
using Sartor.Core;

namespace Sartor.Results.Reports;

/// <summary>A campaign as one HTML file that holds everything it needs.</summary>
public static class CampaignPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="data">What it shows.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="OutputException">The file cannot be written; no part of it is left.</exception>
    public static void Write(CampaignPageData data, string path)
    {
        ArgumentNullException.ThrowIfNull(data);
        AtomicFile.WriteText(path, PageTemplate.Render(
            $"{data.Campaign} · Sartor campaign", data.SartorVersion,
            JsonSerializer.Serialize(data, ReportDataContext.Default.CampaignPageData), "campaign"));
    }
}
