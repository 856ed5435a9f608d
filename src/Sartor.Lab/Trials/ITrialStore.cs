using Sartor.Core;

namespace Sartor.Lab.Trials;

/// <summary>
/// Keeps finished steps by what they depend on (docs/trial-store.md). A store is a convenience: its own trouble is a diagnostic and
/// a step that is done again, never an exception. Several processes may use one store at once; of two that put the same step, one
/// stays, whole.
/// </summary>
public interface ITrialStore
{
    /// <summary>What the store had to say so far, each thing once; empty where all went well.</summary>
    IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>The finished step of a key.</summary>
    /// <returns>Null where there is none, or none that is exactly what was put under that key.</returns>
    StoredStep? Find(StepKey key);

    /// <summary>Copies the file of a step.</summary>
    /// <param name="step">From <see cref="Find"/>, with a file.</param>
    /// <param name="destination">Takes the bytes; what it holds after a failure is of no use.</param>
    /// <param name="mostBytes">A larger file is not copied.</param>
    /// <returns>False where the file is gone, or is not the one that was put.</returns>
    bool TryCopyFile(StoredStep step, Stream destination, long mostBytes = long.MaxValue);

    /// <summary>Keeps a finished step; one of the same key is replaced. It is found from when this returns, or not at all.</summary>
    /// <param name="key">What the step depends on.</param>
    /// <param name="madeUtc">When it was done.</param>
    /// <param name="payload">What came of it, as JSON.</param>
    /// <param name="write">Writes its file, the same bytes at each call; null where there is none.</param>
    /// <returns>False where it could not be kept.</returns>
    bool Put(StepKey key, DateTimeOffset madeUtc, string payload, Action<Stream>? write = null);
}
