namespace Sartor.Lab.Campaigns.Runs;

/// <summary>The trials of one device, or the conversions: claims, runs, stores, and rests where the device fails.</summary>
/// <param name="run">The campaign.</param>
/// <param name="name">As <see cref="PlannedTrial.Lane"/>.</param>
/// <param name="runner">Runs its trials.</param>
/// <param name="quiet">Held while a trial runs, where lanes share a machine; null for none.</param>
/// <param name="cancellation">Ends the lane.</param>
internal sealed class CampaignLane(
    CampaignRun run, string name, ITrialRunner runner, SemaphoreSlim? quiet, CancellationToken cancellation)
{
    // Due times are stored in milliseconds.
    private static readonly TimeSpan s_least = TimeSpan.FromMilliseconds(1);

    private int _failures;

    /// <summary>Ends when the lane has nothing left, or its device is given up.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            // Before the question, so that no answer to it is missed.
            var changed = run.Changed;
            if (run.Store.TryClaim(name, run.Time.GetUtcNow()) is { } trial)
            {
                await RunAsync(trial).ConfigureAwait(false);
                if (_failures >= run.Failures.DeviceFailures && !await RecoverAsync().ConfigureAwait(false)) return;
                continue;
            }
            // In this order: what is freed between the two questions is found by the second one.
            var isBlocked = run.Store.IsBlocked(name);
            if (run.Store.NextDue(name) is { } due) await WaitAsync(due - run.Time.GetUtcNow(), changed).ConfigureAwait(false);
            else if (isBlocked) await changed.WaitAsync(cancellation).ConfigureAwait(false);
            else return;
        }
    }

    private async Task RunAsync(CampaignTrial trial)
    {
        if (quiet is not null) await WaitForQuietAsync(trial).ConfigureAwait(false);
        try
        {
            run.Tell(listener => listener.TrialStarted(trial));
            var started = run.Time.GetUtcNow();
            var outcome = await runner.RunAsync(trial, cancellation).ConfigureAwait(false);
            outcome = outcome with { StartedUtc = started, EndedUtc = run.Time.GetUtcNow() };
            foreach (var note in outcome.Notes) run.Tell(listener => listener.DeviceNoted(name, note));
            var next = run.Failures.After(trial, outcome, outcome.EndedUtc);
            if (!run.Store.Complete(trial, outcome, next)) return;
            if (next.State == TrialState.Quarantined) QuarantineModel(trial);
            _failures = outcome.Ending == TrialEnding.Transient ? _failures + 1 : 0;
            run.Tell(listener => listener.TrialEnded(trial, outcome, next));
        }
        catch (OperationCanceledException)
        {
            run.Store.Release(trial);
            throw;
        }
        finally
        {
            quiet?.Release();
        }
    }

    private async Task WaitForQuietAsync(CampaignTrial trial)
    {
        try
        {
            await quiet!.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            run.Store.Release(trial);
            throw;
        }
    }

    private void QuarantineModel(CampaignTrial trial)
    {
        if (trial.Step == CampaignStep.Convert) return;
        run.Store.QuarantineModel(
            trial.Model, trial.Engine, run.Failures.PoisonAfter,
            $"{run.Failures.PoisonAfter} trials of this model failed on {trial.Engine}, so the others are not tried; "
            + "`sartor campaign retry --quarantined` tries them again");
    }

    // False where the device does not come back.
    private async Task<bool> RecoverAsync()
    {
        for (var probe = 0; ; probe++)
        {
            var problem = await runner.ProbeAsync(cancellation).ConfigureAwait(false);
            if (problem is null)
            {
                _failures = 0;
                run.Tell(listener => listener.DeviceChanged(name, LaneState.Ready, ""));
                return true;
            }
            var isLast = probe + 1 >= run.Failures.DeviceProbes;
            run.Tell(listener => listener.DeviceChanged(name, isLast ? LaneState.GivenUp : LaneState.Quarantined, problem));
            if (isLast) return false;
            await Task.Delay(run.Failures.DeviceRest, run.Time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(TimeSpan time, Task changed)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var delay = Task.Delay(time > s_least ? time : s_least, run.Time, waiting.Token);
        await Task.WhenAny(delay, changed).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }
}
