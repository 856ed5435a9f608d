using Sartor.Convert;
using Sartor.Core;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Evaluation;

/// <summary>Opens models on targets: the seam between what is verified and where it runs.</summary>
internal interface IModelSessions
{
    /// <summary>Loads a model.</summary>
    /// <param name="modelPath">The file.</param>
    /// <param name="target">Engine and delegate.</param>
    /// <param name="threads">Threads of the engine.</param>
    /// <param name="limits">Memory and time of its process.</param>
    /// <exception cref="EngineException">The engine refused the model, or its process failed; the message says which.</exception>
    ITargetSession Open(string modelPath, EngineTarget target, int threads, EngineWorkerOptions limits);
}

/// <summary>A model that is loaded on a target.</summary>
internal interface ITargetSession : IModelRunner
{
    /// <summary>
    /// What executes at least one node, as the engine itself tells: the engine's own kernels where the delegate took nothing.
    /// </summary>
    string ActualDelegate { get; }
}
