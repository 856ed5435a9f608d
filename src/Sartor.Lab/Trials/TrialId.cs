using Sartor.Results.Records;

namespace Sartor.Lab.Trials;

/// <summary>
/// Names a trial by what it is: variant, engine with version, delegate, options, input, device and protocol. All of that stands in the
/// result beside the trial, so that anyone can compute its id again; the same trial has the same id in every run.
/// </summary>
public static class TrialId
{
    private const string Form = "sartor-trial-3";

    /// <summary>The id of a trial of a result.</summary>
    /// <param name="variantSha256"><see cref="VariantResult.Sha256"/>, or <see cref="SourceModel.Sha256"/> of a bench.</param>
    /// <param name="trial">The trial.</param>
    /// <param name="device">Where it ran.</param>
    /// <param name="protocol">How it was measured.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(string variantSha256, TrialResult trial, DeviceFacts device, ProtocolFacts protocol)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var subject = new TrialSubject(
            variantSha256, trial.Engine, trial.EngineVersion, trial.Delegate, trial.Optimization, trial.InputSha256);
        return For(subject, device, protocol);
    }

    /// <summary>The id of a trial that may have no result yet.</summary>
    /// <param name="subject">What is measured.</param>
    /// <param name="device">Where; its address is no part of the id.</param>
    /// <param name="protocol">How.</param>
    public static string For(TrialSubject subject, DeviceFacts device, ProtocolFacts protocol)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(protocol);
        return StepKey.Of(Form)
            .With("variant", subject.VariantSha256)
            .With("engine", subject.Engine)
            .With("engine-version", subject.EngineVersion)
            .With("delegate", subject.Delegate)
            .With("optimization", subject.Optimization)
            .With("input", subject.InputSha256)
            .With("device-cpu", device.Cpu)
            .With("device-features", string.Join(' ', device.CpuFeatures))
            .With("device-cores", device.Cores)
            .With("device-memory", device.MemoryBytes)
            .With("device-os", device.Os)
            .With("device-kernel", device.Kernel)
            .With("device-architecture", device.Architecture)
            .With("device-governor", device.Governor)
            .With("threads", protocol.Threads)
            .With("cpus", protocol.Cpus)
            .With("min-rounds", protocol.MinRounds)
            .With("max-rounds", protocol.MaxRounds)
            .With("max-repeats", protocol.MaxRepeats)
            .With("target-half-width", protocol.TargetHalfWidth)
            .With("trial-seconds", protocol.TrialSeconds)
            .With("warm-up-runs", protocol.WarmupRuns)
            .With("warm-up-seconds", protocol.WarmupSeconds)
            .With("min-runs", protocol.MinRuns)
            .With("min-seconds", protocol.MinSeconds)
            .With("max-runs", protocol.MaxRuns)
            .With("max-seconds", protocol.MaxSeconds)
            .Id;
    }
}

/// <summary>What a trial measures.</summary>
/// <param name="VariantSha256">Lower-case hexadecimal hash of the variant's bytes.</param>
/// <param name="Engine">Name of the engine.</param>
/// <param name="EngineVersion">As the library states it.</param>
/// <param name="Delegate">The delegate that was asked for.</param>
/// <param name="Optimization">What the engine may rewrite; null in results of earlier versions.</param>
/// <param name="InputSha256">Hash of what was fed; null in results of earlier versions.</param>
public sealed record TrialSubject(
    string VariantSha256, string Engine, string EngineVersion, string Delegate, string? Optimization, string? InputSha256);
