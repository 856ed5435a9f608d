using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>
/// Tells the client, while a request is served, that this process still runs: an <c>alive</c> frame at the interval that the client
/// asked for. It cannot tell whether native code makes progress.
/// </summary>
internal sealed class KeepAlive : IDisposable
{
    private readonly FrameStream _frames;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private TimeSpan? _interval;
    private bool _isBusy;

    public KeepAlive(FrameStream frames, TimeProvider time)
    {
        _frames = frames;
        _timer = time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sets the interval; null for none.</summary>
    public void Every(TimeSpan? interval)
    {
        lock (_lock) _interval = interval;
    }

    /// <summary>A request begins.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_interval is not { } interval) return;
            _isBusy = true;
            _timer.Change(interval, interval);
        }
    }

    /// <summary>The request is over; no frame is written after this returns.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isBusy = false;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tell()
    {
        lock (_lock)
        {
            if (!_isBusy) return;
            try
            {
                _frames.WriteAsync(new Frame(WorkerProtocol.Alive)).AsTask().GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The client is gone; the thread that reads its requests notices.
            }
        }
    }
}
