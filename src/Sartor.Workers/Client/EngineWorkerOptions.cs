namespace Sartor.Workers.Client;

/// <summary>How workers are started and guarded.</summary>
public sealed record EngineWorkerOptions
{
    /// <summary>The worker program, <c>sartor-worker</c> or <c>sartor-worker.dll</c>; null takes the one beside this program.</summary>
    public string? WorkerPath { get; init; }

    /// <summary>A request that is not answered by then ends its worker; default 60 s. A measurement has its own maximum times on top.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A worker whose resident memory exceeds this during a request is ended; null for no limit. It is looked at every 50 ms,
    /// so a worker may exceed it for that long.
    /// </summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Lets the worker obey <see cref="EngineWorker.FaultAsync"/>; for tests.</summary>
    public bool AllowFaults { get; init; }
}
