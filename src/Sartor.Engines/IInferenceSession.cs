namespace Sartor.Engines;

/// <summary>
/// A loaded model. Not thread-safe. <see cref="Bind"/>, <see cref="Run"/> and <see cref="ReadOutputs"/> are the three steps of
/// <see cref="Infer"/>; a measurement times <see cref="Run"/> alone.
/// </summary>
public interface IInferenceSession : IDisposable
{
    /// <summary>What the model takes, in its own order.</summary>
    IReadOnlyList<SessionTensor> Inputs { get; }

    /// <summary>What the model gives, in its own order.</summary>
    IReadOnlyList<SessionTensor> Outputs { get; }

    /// <summary>What really executes, and how that is known.</summary>
    Delegation Delegation { get; }

    /// <summary>Copies the inputs to where the engine reads them; they stay bound for every following run.</summary>
    /// <param name="inputs">One for each of <see cref="Inputs"/>, in that order.</param>
    /// <exception cref="EngineException">Number, type or shape does not match; the message names the input.</exception>
    void Bind(IReadOnlyList<Tensor> inputs);

    /// <summary>One native invocation on the bound inputs and nothing else; from the second one on it allocates nothing.</summary>
    /// <exception cref="EngineException">The engine gave up; the message has its reason.</exception>
    /// <exception cref="InvalidOperationException">Nothing is bound.</exception>
    void Run();

    /// <summary>Copies of the outputs of the last run, in the order of <see cref="Outputs"/>.</summary>
    /// <exception cref="EngineException">An output is not a tensor of numbers.</exception>
    IReadOnlyList<Tensor> ReadOutputs();

    /// <summary>
    /// Runs the bound inputs and tells how long each step of the execution plan takes. The durations are those of runs that are slowed down
    /// by timing: they compare steps, and are no latencies.
    /// </summary>
    /// <param name="limits">When to stop.</param>
    /// <returns>The durations, or the sentence why this engine or session has none.</returns>
    /// <exception cref="EngineException">The engine gave up; the message has its reason.</exception>
    /// <exception cref="InvalidOperationException">Nothing is bound.</exception>
    /// <exception cref="OptionException">A limit is out of its range.</exception>
    ExecutionProfile Profile(ProfileLimits limits) => ExecutionProfile.Missing("this engine does not tell how long its steps take");

    /// <summary>Bind, run and read.</summary>
    IReadOnlyList<Tensor> Infer(IReadOnlyList<Tensor> inputs)
    {
        Bind(inputs);
        Run();
        return ReadOutputs();
    }
}
