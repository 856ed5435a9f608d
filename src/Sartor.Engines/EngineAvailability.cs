namespace Sartor.Engines;

/// <summary>Whether an engine can be used on this machine.</summary>
/// <param name="Version">As the native library reports it; null where it is not available.</param>
/// <param name="Problem">Why it is not available and how to get it, without a full stop; null where it is.</param>
public sealed record EngineAvailability(string? Version, string? Problem)
{
    public bool IsAvailable => Problem is null;

    public static EngineAvailability Available(string version) => new(version, null);

    public static EngineAvailability Missing(string problem) => new(null, problem);
}
