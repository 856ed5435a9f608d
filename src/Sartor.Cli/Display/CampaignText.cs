using System.Globalization;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;
using Spectre.Console;

namespace Sartor.Cli.Display;

/// <summary>Campaigns as text: where the trials stand, and what would be planned.</summary>
internal static class CampaignText
{
    /// <summary>One row for each device and kind of trial.</summary>
    public static TextTable Table(IReadOnlyList<TrialCount> counts)
    {
        var table = new TextTable(
            "Device", "Trials", ">Total", ">Done", ">Waiting", ">Refused", ">Invalid", ">Failed", ">Quarantined", ">Skipped");
        foreach (var group in counts.GroupBy(count => (count.Lane, count.Step)).OrderBy(group => group.Key.Step))
        {
            long Sum(Func<TrialCount, bool> which) => group.Where(which).Sum(count => count.Count);
            long Ended(params ReadOnlySpan<TrialEnding> endings)
            {
                var wanted = endings.ToArray();
                return Sum(count => count.State == TrialState.Finished && wanted.Contains(count.Ending));
            }
            table.Row(
                group.Key.Lane.Length == 0 ? "this machine" : group.Key.Lane, Word(group.Key.Step),
                Number(Sum(_ => true)), Number(Ended(TrialEnding.Succeeded)),
                Number(Sum(count => count.State is TrialState.Waiting or TrialState.Blocked or TrialState.Running)),
                Number(Ended(TrialEnding.Refused)), Number(Ended(TrialEnding.Invalid)),
                Number(Ended(TrialEnding.Transient, TrialEnding.Permanent, TrialEnding.Interrupted)),
                Number(Sum(count => count.State == TrialState.Quarantined)), Number(Ended(TrialEnding.Skipped)));
        }
        return table;
    }

    /// <summary>What is left, in one sentence.</summary>
    public static string Rest(IReadOnlyList<TrialCount> counts, string file)
    {
        long Sum(Func<TrialCount, bool> which) => counts.Where(which).Sum(count => count.Count);
        var open = Open(counts);
        var quarantined = Sum(count => count.State == TrialState.Quarantined);
        var failed = Sum(count => count.State == TrialState.Finished && count.Ending is TrialEnding.Transient or TrialEnding.Permanent);
        return (open, quarantined, failed) switch
        {
            ( > 0, _, _) => $"{Quantity.Of(open, "trial")} left; `sartor campaign resume {file}` goes on.",
            (_, > 0, _) =>
                $"{Quantity.Of(quarantined, "trial")} quarantined; `sartor campaign retry {file} --quarantined` tries them again.",
            (_, _, > 0) => $"{Quantity.Of(failed, "trial")} failed; `sartor campaign retry {file} --failed` tries them again.",
            _ => "Nothing is left to run.",
        };
    }

    /// <summary>Trials that have not ended.</summary>
    public static long Open(IReadOnlyList<TrialCount> counts) => counts
        .Where(count => count.State is TrialState.Waiting or TrialState.Blocked or TrialState.Running).Sum(count => count.Count);

    /// <summary>What did not succeed, by class: <c>8 refused, 2 failed</c>; empty where all did.</summary>
    public static string Problems(IEnumerable<TrialCount> counts)
    {
        var all = counts.ToArray();
        long Sum(params TrialEnding[] endings) =>
            all.Where(count => count.State == TrialState.Finished && endings.Contains(count.Ending)).Sum(count => count.Count);
        (long Count, string Word)[] classes =
        [
            (Sum(TrialEnding.Refused), "refused"), (Sum(TrialEnding.Invalid), "invalid"),
            (Sum(TrialEnding.Transient, TrialEnding.Permanent, TrialEnding.Interrupted), "failed"),
            (all.Where(count => count.State == TrialState.Quarantined).Sum(count => count.Count), "quarantined"),
            (Sum(TrialEnding.Skipped), "skipped"),
        ];
        return string.Join(", ", classes.Where(one => one.Count > 0).Select(one => $"{Number(one.Count)} {one.Word}"));
    }

    /// <summary>How an attempt went, as one line.</summary>
    public static string Line(CampaignTrial trial, TrialOutcome outcome, NextStep next) => (outcome.Ending, next.State) switch
    {
        (TrialEnding.Succeeded, _) => $"{trial}: {Word(trial.Step)} done in {Seconds(outcome)}",
        (_, TrialState.Waiting) => $"{trial}: {outcome.Reason}; the next attempt is at {next.DueUtc.ToLocalTime():HH:mm:ss}",
        (_, TrialState.Quarantined) => $"{trial}: quarantined: {outcome.Reason}",
        _ => $"{trial}: {outcome.Ending.ToString().ToLowerInvariant()}: {outcome.Reason}",
    };

    /// <summary>Colour of such a line.</summary>
    public static Style Style(TrialEnding ending) => new(ending switch
    {
        TrialEnding.Succeeded => Color.Default,
        TrialEnding.Refused or TrialEnding.Invalid => Color.Yellow,
        _ => Color.Red,
    });

    /// <summary>A rough time: what the protocol asks for, and usual times of small networks for the rest.</summary>
    public static string Estimate(CampaignOptions options, IReadOnlyList<TrialCount> counts)
    {
        const double Convert = 1, Verify = 2, Launch = 0.3;
        var protocol = options.Protocols[0];
        var measure = protocol.MinRounds * (protocol.WarmUpMinSeconds + protocol.MinSeconds + Launch);
        double Of(TrialCount count) => count.Count * count.Step switch
        {
            CampaignStep.Convert => Convert,
            CampaignStep.Verify => Verify,
            _ => measure,
        };
        // Devices work side by side, each behind the conversions.
        var shared = counts.Where(count => count.Lane.Length == 0).Sum(Of);
        var longest = counts.Where(count => count.Lane.Length > 0).GroupBy(count => count.Lane).Select(lane => lane.Sum(Of))
            .DefaultIfEmpty(0).Max();
        var time = TimeSpan.FromSeconds(shared + longest);
        return time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"about {time.TotalHours:0.#} h for small networks")
            : string.Create(CultureInfo.InvariantCulture, $"about {Math.Max(1, time.TotalMinutes):0} min for small networks");
    }

    /// <summary>What a trial does, as a noun.</summary>
    public static string Word(CampaignStep step) => step switch
    {
        CampaignStep.Convert => "conversion",
        CampaignStep.Verify => "verification",
        _ => "measurement",
    };

    private static string Seconds(TrialOutcome outcome) => Quantity.Duration((outcome.EndedUtc - outcome.StartedUtc).TotalSeconds * 1e9);

    private static string Number(long count) => count == 0 ? "–" : count.ToString("N0", CultureInfo.InvariantCulture);
}
