using Sartor.Core;

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

    // Where the clock was put back: the due time that is waited for, since when, and that it has come.
    private (DateTimeOffset Due, long Since) _late;
    private DateTimeOffset _claimAs;

    /// <summary>Ends when the lane has nothing left, or its device is given up.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            // Before the question, so that no answer to it is missed.
            var changed = run.Changed;
            if (await StoredAsync(() => run.Store.TryClaim(name, ClaimTime())).ConfigureAwait(false) is { } trial)
            {
                _claimAs = default;
                await RunAsync(trial).ConfigureAwait(false);
                if (_failures >= run.Failures.DeviceFailures && !await RecoverAsync().ConfigureAwait(false)) return;
                continue;
            }
            // In this order: what is freed between the two questions is found by the second one.
            var isBlocked = await StoredAsync(() => run.Store.IsBlocked(name)).ConfigureAwait(false);
            if (await StoredAsync(() => run.Store.NextDue(name)).ConfigureAwait(false) is { } due)
                await WaitAsync(due, changed).ConfigureAwait(false);
            else if (isBlocked) await changed.WaitAsync(cancellation).ConfigureAwait(false);
            else break;
        }
        await EndAsync().ConfigureAwait(false);
    }

    private async Task EndAsync()
    {
        if (quiet is not null) await quiet.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var notes = await runner.EndAsync(cancellation).ConfigureAwait(false);
            foreach (var note in notes) run.Tell(listener => listener.DeviceNoted(name, note));
        }
        finally
        {
            quiet?.Release();
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
            // A trial whose device is away has not failed: it waits for the device, or for the next run.
            var isAway = outcome.Ending == TrialEnding.Transient && next.State == TrialState.Finished
                && await runner.ProbeAsync(cancellation).ConfigureAwait(false) is not null;
            if (isAway) next = NextStep.RetryAt(outcome.EndedUtc);
            if (!await StoredAsync(() => run.Store.Complete(trial, outcome, next)).ConfigureAwait(false)) return;
            if (next.State == TrialState.Quarantined) await StoredAsync(() => QuarantineModel(trial)).ConfigureAwait(false);
            _failures = outcome.Ending != TrialEnding.Transient ? 0 : isAway ? run.Failures.DeviceFailures : _failures + 1;
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

    private int QuarantineModel(CampaignTrial trial) => trial.Step == CampaignStep.Convert ? 0 : run.Store.QuarantineModel(
        trial.Model, trial.Engine, run.Failures.PoisonAfter,
        $"{run.Failures.PoisonAfter} trials of this model failed on {trial.Engine}, so the others are not tried; "
        + "`sartor campaign retry --quarantined` tries them again");

    // A disk that is full or a database that is locked may be well again soon; what a trial took hours for is not given up at once.
    private async Task<T> StoredAsync<T>(Func<T> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return work();
            }
            catch (OutputException e) when (attempt < run.Failures.DeviceProbes)
            {
                run.Tell(listener => listener.DeviceChanged(name, LaneState.Quarantined, e.Message));
            }
            await Task.Delay(run.Failures.DeviceRest, run.Time, cancellation).ConfigureAwait(false);
        }
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

    private DateTimeOffset ClaimTime() => run.Time.GetUtcNow() is var now && now > _claimAs ? now : _claimAs;

    private async Task WaitAsync(DateTimeOffset due, Task changed)
    {
        var time = due - run.Time.GetUtcNow();
        if (time > run.Failures.LongestWait)
        {
            // The clock of the machine was put back: no trial ever waits so long.
            if (_late.Due != due) _late = (due, run.Time.GetTimestamp());
            time = run.Failures.LongestWait - run.Time.GetElapsedTime(_late.Since);
            if (time <= TimeSpan.Zero) _claimAs = due;
        }
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var delay = Task.Delay(time > s_least ? time : s_least, run.Time, waiting.Token);
        await Task.WhenAny(delay, changed).ConfigureAwait(false);
        await waiting.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }
}
