using System.Text.Json.Serialization;
using Sartor.Results.Records;

namespace Sartor.Results.Reports;

/// <summary>
/// Serialisation of the page's data; the default encoder escapes &lt;, &gt; and &amp;, so that no text can end the script block.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(SeverityConverter), typeof(FiniteNumberConverter)])]
[JsonSerializable(typeof(ReportData))]
[JsonSerializable(typeof(CampaignPageData))]
internal sealed partial class ReportDataContext : JsonSerializerContext;
