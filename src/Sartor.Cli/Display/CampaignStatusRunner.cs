using Sartor.Lab.Campaigns;

namespace Sartor.Cli.Display;

/// <summary>The process that runs a campaign.</summary>
/// <param name="Description">In a few words.</param>
/// <param name="ProcessId">Its number on its machine; null where the state does not tell, as in PostgreSQL.</param>
/// <param name="Host">Name of its machine; null likewise.</param>
/// <param name="SinceUtc">When it took the campaign; null likewise.</param>
internal sealed record CampaignStatusRunner(string Description, int? ProcessId, string? Host, DateTimeOffset? SinceUtc)
{
    public static CampaignStatusRunner? Of(CampaignRunner? runner) =>
        runner is null ? null : new CampaignStatusRunner(runner.Description, runner.ProcessId, runner.Host, runner.SinceUtc);
}
