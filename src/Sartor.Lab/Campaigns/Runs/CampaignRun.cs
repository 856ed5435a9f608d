namespace Sartor.Lab.Campaigns.Runs;

/// <summary>
/// Runs the trials of a campaign until none is left that can run: one lane for each device and one for conversions, each with its own
/// runner. The store is the only state: a run that ends at any point goes on from there.
/// </summary>
internal sealed class CampaignRun
{
    private readonly ICampaignStore _store;
    private readonly FailurePolicy _failures;
    private readonly ICampaignListener _listener;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();

    /// <param name="store">The trials.</param>
    /// <param name="failures">What follows a failure.</param>
    /// <param name="listener">Is told what happens.</param>
    /// <param name="time">The clock of due times and rests.</param>
    public CampaignRun(ICampaignStore store, FailurePolicy failures, ICampaignListener listener, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(failures);
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(time);
        (_store, _failures, _listener, _time) = (store, failures, listener, time);
    }

    /// <summary>Lanes that this machine itself works for: one of them at a time, so that nothing disturbs what is timed.</summary>
    public IReadOnlyCollection<string> Sharing { get; init; } = [];

    /// <summary>Runs all lanes to their ends.</summary>
    /// <param name="lanes">Runner of each lane by its name.</param>
    /// <param name="cancellation">Ends the run; trials that were running wait again.</param>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    /// <exception cref="Core.OutputException">The state could not be written; the run ended.</exception>
    public async Task RunAsync(IReadOnlyDictionary<string, ITrialRunner> lanes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        _store.Reopen(_time.GetUtcNow(), _failures.Interruptions);
        _listener.Started(_store.Count());
        using var quiet = new SemaphoreSlim(1, 1);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = lanes.Select(lane => Task.Run(
            async () =>
            {
                try
                {
                    await new CampaignLane(this, lane.Key, lane.Value, Sharing.Contains(lane.Key) ? quiet : null, ending.Token).RunAsync()
                        .ConfigureAwait(false);
                }
                catch
                {
                    // One lane cannot go on, so that the state is not sure any more: none does.
                    await ending.CancelAsync().ConfigureAwait(false);
                    throw;
                }
            },
            CancellationToken.None)).ToArray();
        try
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await Task.WhenAll(running.Where(task => task.IsFaulted)).ConfigureAwait(false);
            throw;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ICampaignStore Store => _store;

    internal FailurePolicy Failures => _failures;

    internal TimeProvider Time => _time;

    /// <summary>Ends when something changes that a lane may wait for.</summary>
    internal Task Changed
    {
        get
        {
            lock (_gate) return _changed.Task;
        }
    }

    internal void Tell(Action<ICampaignListener> what)
    {
        TaskCompletionSource before;
        lock (_gate)
        {
            what(_listener);
            (before, _changed) = (_changed, NewSignal());
        }
        before.SetResult();
    }
}
