using Sartor.Core;
using Sartor.Lab.Trials;

namespace Sartor.Lab.Tests.Jobs;

/// <summary>A store that remembers what was asked of it.</summary>
internal sealed class RecordingStore(ITrialStore store) : ITrialStore
{
    /// <summary>Keys of what was kept, in order.</summary>
    public List<StepKey> Kept { get; } = [];

    /// <summary>Keys of what was found, in order.</summary>
    public List<StepKey> Found { get; } = [];

    public IReadOnlyList<Diagnostic> Diagnostics => store.Diagnostics;

    public StoredStep? Find(StepKey key)
    {
        var step = store.Find(key);
        if (step is not null) Found.Add(key);
        return step;
    }

    public bool TryCopyFile(StoredStep step, Stream destination, long mostBytes = long.MaxValue) =>
        store.TryCopyFile(step, destination, mostBytes);

    public bool Put(StepKey key, DateTimeOffset madeUtc, string payload, Action<Stream>? write = null)
    {
        var isKept = store.Put(key, madeUtc, payload, write);
        if (isKept) Kept.Add(key);
        return isKept;
    }
}
