namespace Sartor.Workers.Client;

/// <summary>How workers are started and guarded.</summary>
public sealed record EngineWorkerOptions
{
    /// <summary>The worker program, <c>sartor-worker</c> or <c>sartor-worker.dll</c>; null takes the one beside this program.</summary>
    public string? WorkerPath { get; init; }

    /// <summary>A command to start instead of <see cref="WorkerPath"/>; null for none.</summary>
    public WorkerCommand? Command { get; init; }

    /// <summary>
    /// Opens a stream, for both ways, to a worker elsewhere, which starts with the stream and ends with it; null starts a process.
    /// Throws <see cref="IOException"/> with one sentence where there is none.
    /// </summary>
    public Func<CancellationToken, Task<Stream>>? Connect { get; init; }

    /// <summary>Whether models lie where the worker says, not where they lie on this machine.</summary>
    internal bool IsElsewhere => Command is not null || Connect is not null;

    /// <summary>
    /// A worker that says nothing for so long during a request is ended; default 20 s, at least 0.2 s. A worker that serves a long
    /// request says that it is alive four times in this time. A worker of protocol 1.0 does not; <see cref="Deadline"/> alone guards it.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// A request that is not answered by then ends its worker even where that says that it is alive; default 10 min. A measurement has
    /// its own maximum times on top.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A worker that has not greeted so long after its start is ended; default 60 s, which a busy machine needs.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A worker whose resident memory exceeds this during a request is ended; null for no limit. It is looked at every 50 ms (every
    /// 250 ms while a measurement runs), so a worker may exceed it for that long.
    /// </summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Lets the worker obey <see cref="EngineWorker.FaultAsync"/>; for tests.</summary>
    public bool AllowFaults { get; init; }

    /// <summary>The interval of signs of life to ask for, in milliseconds.</summary>
    internal long AliveMs =>
        Math.Clamp((long)(Silence.TotalMilliseconds / 4), Protocol.WorkerProtocol.MinAliveMs, Protocol.WorkerProtocol.MaxAliveMs);
}
