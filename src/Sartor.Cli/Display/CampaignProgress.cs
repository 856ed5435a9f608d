using Sartor.Cli.Terminal;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Cli.Display;

/// <summary>
/// Runs a campaign with the progress that suits the output: a picture on a terminal, lines elsewhere, JSON or nothing where that is asked
/// for.
/// </summary>
internal static class CampaignProgress
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(
        CliContext context, Campaign campaign, ShownModels models, bool isJson, CancellationToken cancellation)
    {
        if (!isJson && context.State.Verbosity == Verbosity.Normal && context.Block() is { } block)
        {
            await LiveAsync(context, campaign, models, block, cancellation).ConfigureAwait(false);
            return;
        }
        ICampaignListener listener = isJson ? new CampaignEvents(context.Out, context.Time)
            : new CampaignLines(context.State.Verbosity == Verbosity.Quiet ? TextWriter.Null : context.Error, models);
        await campaign.RunAsync(listener, cancellation).ConfigureAwait(false);
    }

    private static async Task LiveAsync(
        CliContext context, Campaign campaign, ShownModels models, TerminalBlock block, CancellationToken cancellation)
    {
        var gate = new Lock();
        var isOver = false;
        var live = new LiveCampaign(campaign.Store.Count, models, context.Time);
        void Print(string line)
        {
            lock (gate) block.Print(line);
        }
        var problems = new CampaignLines(new LineWriter(Print), models) { ShowsSuccess = false };
        void Draw()
        {
            var lines = live.Lines();
            lock (gate)
            {
                if (!isOver) block.Draw(lines);
            }
        }
        using var ticking = context.Time.CreateTimer(_ => Draw(), null, s_interval, s_interval);
        try
        {
            await campaign.RunAsync(new BothListeners(live, problems), cancellation).ConfigureAwait(false);
        }
        finally
        {
            lock (gate)
            {
                isOver = true;
                block.Clear();
            }
        }
    }
}
