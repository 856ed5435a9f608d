using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Trials;
using Sartor.Workers.Client;

namespace Sartor.Lab.Measurement;

/// <summary>What is to be measured.</summary>
/// <param name="ModelPath">The variant's file.</param>
/// <param name="Engine">A name of <see cref="InferenceEngines.Catalog"/>.</param>
/// <param name="Inputs">One tensor for each input of the model, in its order; the same for every run.</param>
internal sealed record TrialRequest(string ModelPath, string Engine, IReadOnlyList<Tensor> Inputs)
{
    /// <summary>
    /// Hash of the variant for the trial's id; null: that of the file alone, which is right where no weights lie beside it.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>Memory and time of a launch; null for those of the device.</summary>
    public required EngineWorkerOptions? Limits { get; init; }

    /// <summary>One of the engine's delegates; null is its first.</summary>
    public string? Delegate { get; init; }

    /// <summary>What an engine that rewrites graphs may do. Default everything.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>What the id of the trial is made of, as far as the request says it.</summary>
    /// <param name="variantSha256">Hash of the variant.</param>
    /// <param name="delegateName">The delegate that is asked for.</param>
    /// <param name="engineVersion">As the library states it.</param>
    internal TrialSubject Subject(string variantSha256, string delegateName, string engineVersion) =>
        new(variantSha256, Engine, engineVersion, delegateName, Optimization.ToString(), TensorHash.Of(Inputs));
}
