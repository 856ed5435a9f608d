using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sartor.Lab.Trials;

/// <summary>Asks a store before a step is done and keeps what came of it, as JSON of a type.</summary>
/// <param name="store">The store.</param>
/// <param name="asks">False does every step again, and keeps it all the same.</param>
/// <param name="time">The clock of what is kept.</param>
internal sealed class StepCache(ITrialStore store, bool asks, TimeProvider time)
{
    /// <summary>A step that was found.</summary>
    /// <param name="Value">What came of it; null where that was nothing.</param>
    /// <param name="Step">As it is stored.</param>
    internal sealed record Found<T>(T? Value, StoredStep Step)
    {
        /// <summary>When it was done.</summary>
        public DateTimeOffset MadeUtc => Step.MadeUtc;
    }

    /// <summary>The step of a key; null where it has to be done.</summary>
    public Found<T>? Find<T>(StepKey key, JsonTypeInfo<T> type) where T : class
    {
        if (!asks || store.Find(key) is not { } step) return null;
        try
        {
            return new Found<T>(JsonSerializer.Deserialize(step.Payload, type), step);
        }
        catch (JsonException)
        {
            // Not what this build writes under such a key: done again and replaced.
            return null;
        }
    }

    /// <summary>Copies the file of a step to a path; false, and nothing there, where it cannot be had.</summary>
    public bool TryRestore(StoredStep step, string path)
    {
        try
        {
            bool isWhole;
            using (var file = File.Create(path)) isWhole = store.TryCopyFile(step, file);
            if (!isWhole) File.Delete(path);
            return isWhole;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever makes the file anew says what is wrong with its place.
            return false;
        }
    }

    /// <summary>The file of a step, of at most so many bytes; null where it cannot be had.</summary>
    public MemoryStream? TryRead(StoredStep step, long mostBytes)
    {
        var bytes = new MemoryStream();
        if (!store.TryCopyFile(step, bytes, mostBytes)) return null;
        bytes.Position = 0;
        return bytes;
    }

    /// <summary>Keeps what came of a step.</summary>
    /// <returns>False where it could not be kept.</returns>
    public bool Put<T>(StepKey key, T? value, JsonTypeInfo<T> type, Action<Stream>? write = null) where T : class =>
        Put(key, value, type, time.GetUtcNow(), write);

    /// <summary>Keeps what came of a step that was done, or begun, at another time.</summary>
    public bool Put<T>(StepKey key, T? value, JsonTypeInfo<T> type, DateTimeOffset madeUtc, Action<Stream>? write = null) where T : class =>
        store.Put(key, madeUtc, JsonSerializer.Serialize(value!, type), write);

    /// <summary>Keeps a copy of a file with it.</summary>
    public bool PutFile<T>(StepKey key, T value, JsonTypeInfo<T> type, string path) where T : class => Put(key, value, type, stream =>
    {
        using var file = File.OpenRead(path);
        file.CopyTo(stream);
    });
}
