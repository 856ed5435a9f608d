using System.Globalization;
using System.Text.RegularExpressions;

namespace Sartor.Lab.Campaigns;

/// <summary>The process that has a campaign now, as its lock says.</summary>
/// <param name="Description">In a few words.</param>
/// <param name="ProcessId">Its number on its machine; null where the state does not tell, as in PostgreSQL.</param>
/// <param name="Host">Name of its machine; null likewise.</param>
/// <param name="SinceUtc">When it took the campaign; null likewise.</param>
public sealed partial record CampaignRunner(string Description, int? ProcessId, string? Host, DateTimeOffset? SinceUtc)
{
    /// <summary>This process, as <see cref="Of"/> reads it.</summary>
    internal static string Own => $"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} on {Environment.MachineName}";

    /// <summary>From what a process wrote when it took the lock.</summary>
    internal static CampaignRunner Of(string text, DateTimeOffset writtenUtc)
    {
        var match = Words().Match(text);
        return match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            ? new CampaignRunner(text, process, match.Groups[2].Success ? match.Groups[2].Value : null, writtenUtc)
            : new CampaignRunner(text, null, null, null);
    }

    [GeneratedRegex(@"^process (\d+)(?: on (\S+))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
