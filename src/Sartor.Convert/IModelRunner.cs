using Sartor.Core;

namespace Sartor.Convert;

/// <summary>A model that is ready to run; engines in a worker process stand behind it.</summary>
public interface IModelRunner : IDisposable
{
    /// <summary>Runs the model once.</summary>
    /// <param name="inputs">In the order and form of the model's own inputs.</param>
    /// <exception cref="EngineException">The engine refused, crashed or did not answer in time; the message says which.</exception>
    IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs);
}
