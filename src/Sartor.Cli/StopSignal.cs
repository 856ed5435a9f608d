using System.Runtime.InteropServices;

namespace Sartor.Cli;

/// <summary>
/// Ctrl-C, Ctrl-\, SIGTERM and a closed terminal (SIGHUP) as a cancellation: what was begun is cleaned up. Work that has not stopped
/// after <see cref="Patience"/> is ended with the process; the second signal ends it at once.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    /// <summary>Time to stop and clean up after the first signal.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly PosixSignal[] s_signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly ITimer _deadline;
    private int _signals;

    /// <param name="time">Measures the patience.</param>
    /// <param name="exit">Ends the process with an exit code, and does not wait for its work.</param>
    public StopSignal(TimeProvider time, Action<int> exit)
    {
        _deadline = time.CreateTimer(_ => exit(ExitCodes.Interrupted), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registrations = [.. s_signals.Select(signal => PosixSignalRegistration.Create(signal, Receive))];
    }

    public CancellationToken Token => _source.Token;

    /// <summary>A signal came.</summary>
    /// <returns>False where it has to end the process as if nobody listened.</returns>
    public bool Stop()
    {
        if (Interlocked.Increment(ref _signals) > 1) return false;
        // Before the cancellation: who listens to that may be what hangs.
        _deadline.Change(Patience, Timeout.InfiniteTimeSpan);
        _source.Cancel();
        return true;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _deadline.Dispose();
        _source.Dispose();
    }

    private void Receive(PosixSignalContext signal) => signal.Cancel = Stop();
}
