using Sartor.Workers.Protocol;

namespace Sartor.Workers.Client;

/// <summary>A running worker, as a client sees it: its frames, its life and its end.</summary>
internal interface IWorkerPeer : IDisposable
{
    FrameStream Frames { get; }

    /// <summary>Time since bytes last went from or to the worker.</summary>
    TimeSpan Silence { get; }

    /// <summary>Its process on this machine; null where it is none.</summary>
    int? Id { get; }

    /// <summary>Resident memory in bytes; null where it cannot be read.</summary>
    long? Rss();

    /// <summary>Counts <see cref="Silence"/> from now on.</summary>
    void BeginSilence();

    /// <summary>Ends it at once.</summary>
    void Kill();

    /// <summary>Lets it end by itself and clear up; one that stays is ended.</summary>
    /// <param name="patience">How long it may take.</param>
    void Close(TimeSpan patience);

    /// <summary>What it means that the worker ended without a reply; waits for its end.</summary>
    /// <param name="memoryRanOut">True where the system says that it ended a process for lack of memory meanwhile.</param>
    Task<WorkerFailure> EndingAsync(Func<bool> memoryRanOut);

    /// <summary>The last lines that it printed, complete where it has ended; empty where nobody sees them.</summary>
    Task<string[]> TailAsync();
}
