using System.Diagnostics;
using Sartor.Lab.Campaigns;
using Sartor.Lab.Campaigns.Runs;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>Runs a campaign in which one thing goes wrong, and says what is lost or doubled.</summary>
internal sealed class FaultRun(Fault fault, FaultScene scene) : ICampaignListener
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(4);

    private readonly List<string> _told = [];
    private Task? _strike;

    /// <summary>Attempts that failed, with their reasons.</summary>
    public IReadOnlyList<string> Failures { get; private set; } = [];

    public TimeSpan Time { get; private set; }

    /// <returns>What is wrong; null where all is well.</returns>
    public async Task<string?> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        using var deadline = new CancellationTokenSource(s_deadline);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, scene.Ending.Token);
        HashSet<string> planned;
        try
        {
            using (var campaign = Campaign.Open(scene.Options, scene.Time))
            {
                await campaign.PlanAsync(ending.Token);
                planned = [.. campaign.Store.Trials().Select(trial => trial.Id)];
                await campaign.RunAsync(this, ending.Token);
                if (_strike is null) return "no measurement began, so that nothing went wrong";
                await _strike.WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
                Time = clock.Elapsed;
                return Judge(campaign.Store, planned);
            }
        }
        catch (OperationCanceledException) when (scene.Ending.IsCancellationRequested && !deadline.IsCancellationRequested)
        {
            await _strike!.WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            return $"the campaign did not end within {s_deadline.TotalMinutes} minutes: {string.Join(" | ", _told)}";
        }
        using var again = Campaign.Open(scene.Options, scene.Time);
        planned = [.. again.Store.Trials().Select(trial => trial.Id)];
        await again.RunAsync(this, deadline.Token);
        Time = clock.Elapsed;
        return Judge(again.Store, planned);
    }

    public void Started(IReadOnlyList<TrialCount> counts)
    {
        // Its trials are looked at in the end.
    }

    public void TrialStarted(CampaignTrial trial)
    {
        if (trial.Lane == scene.Address) _strike ??= fault.Strike(scene);
    }

    public void TrialEnded(CampaignTrial trial, TrialOutcome outcome, NextStep next)
    {
        if (outcome.Ending != TrialEnding.Succeeded) scene.AfterFailure?.Invoke();
    }

    public void DeviceNoted(string lane, string text)
    {
    }

    public void DeviceChanged(string lane, LaneState state, string reason) => _told.Add($"{state} {reason}");

    private string? Judge(ICampaignStore store, HashSet<string> planned)
    {
        var trials = store.Trials().ToArray();
        if (!planned.SetEquals(trials.Select(trial => trial.Id))) return "other trials are there than were planned";
        var lost = new List<string>();
        var failures = new List<string>();
        foreach (var trial in trials)
        {
            var attempts = store.Attempts(trial.Number);
            failures.AddRange(attempts.Where(attempt => attempt.Ending is TrialEnding.Transient or TrialEnding.Permanent)
                .Select(attempt => $"{attempt.Ending}: {attempt.Reason}"));
            if (trial.State is not (TrialState.Finished or TrialState.Quarantined)) return $"{trial} is {trial.State}: {trial.Reason}";
            if (trial.Ending != TrialEnding.Succeeded)
            {
                lost.Add($"{trial.Ending}");
                if (lost.Count == 1 && trial.Reason?.Contains(fault.Reason ?? "", StringComparison.Ordinal) != true)
                    return $"{trial} has another reason: {trial.Reason}";
                if (!fault.Lost.Contains($"{trial.Ending}"))
                    return $"{trial} is {trial.Ending}: {trial.Reason}; {string.Join(" | ", failures)}";
                if ((trial.Ending == TrialEnding.Permanent) != (trial.State == TrialState.Quarantined)) return $"{trial} is {trial.State}";
                continue;
            }
            if (attempts.Count(attempt => attempt.Ending == TrialEnding.Succeeded) != 1) return $"{trial} succeeded more than once";
            if (store.Result(trial.Number) is null) return $"{trial} has no result";
        }
        Failures = failures;
        if (!lost.SequenceEqual(fault.Lost)) return $"lost are '{string.Join(", ", lost)}', not '{string.Join(", ", fault.Lost)}'";
        if (fault.Told is { } word && !_told.Exists(line => line.Contains(word, StringComparison.Ordinal)))
            return $"nobody was told '{word}'";
        return failures.Count >= fault.Failures && failures.Count <= fault.MostFailures
            ? null
            : $"{failures.Count} attempts failed: {string.Join(" | ", failures)}";
    }
}
