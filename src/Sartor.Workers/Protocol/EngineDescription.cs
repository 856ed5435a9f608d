namespace Sartor.Workers.Protocol;

/// <summary>An engine as a worker describes it.</summary>
/// <param name="Name">Stable, lower-case.</param>
/// <param name="Formats">Formats of the models that it runs, e.g. <c>onnx</c>; empty where a worker of protocol 1.0 does not say.</param>
/// <param name="Delegates">The delegates that it knows, the default first; empty where a worker of protocol 1.0 does not say.</param>
/// <param name="Version">As the native library reports it; null where it is not available or was not asked.</param>
/// <param name="Problem">Why it is not available and how to get it; null where it is, or was not asked.</param>
public sealed record EngineDescription(
    string Name, EquatableArray<string> Formats, EquatableArray<string> Delegates, string? Version, string? Problem);
