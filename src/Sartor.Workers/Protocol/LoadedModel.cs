namespace Sartor.Workers.Protocol;

/// <summary>A model that a worker has loaded.</summary>
/// <param name="Inputs">What it takes, in its own order.</param>
/// <param name="Outputs">What it gives, in its own order.</param>
/// <param name="Delegation">What executes it.</param>
/// <param name="LoadNs">Loading and preparing, in nanoseconds, the engine being started already.</param>
/// <param name="EngineStartNs">Starting the engine: loading its library and running a tiny model, in nanoseconds; null where this worker
/// had done so before.</param>
public sealed record LoadedModel(
    EquatableArray<SessionTensor> Inputs, EquatableArray<SessionTensor> Outputs, Delegation Delegation, long LoadNs, long? EngineStartNs);
