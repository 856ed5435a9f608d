namespace Sartor.Engines;

/// <summary>How a model is to be executed.</summary>
public sealed record EngineOptions
{
    /// <summary>Why a session that was opened without <see cref="Profiles"/> has no profile.</summary>
    internal const string NotProfiling = "the model was not loaded for a profile";

    /// <summary>Threads inside one operator, 1 to 1024; default 1, where timings repeat best.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>One of <see cref="IInferenceEngine.Delegates"/>; null is the engine's first.</summary>
    public string? Delegate { get; init; }

    /// <summary>What an engine that rewrites graphs may do; default everything. TFLite rewrites none and ignores it.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>
    /// Whether <see cref="IInferenceSession.Profile"/> is to tell how long each step takes, which slows every run down; default false.
    /// </summary>
    public bool Profiles { get; init; }

    /// <summary>The delegate to use on that engine.</summary>
    /// <exception cref="OptionException">The engine does not have it, or the number of threads is out of range.</exception>
    internal string DelegateFor(IInferenceEngine engine)
    {
        if (Threads is < 1 or > 1024) throw new OptionException("threads", $"must be between 1 and 1024, got {Threads}");
        var name = Delegate ?? engine.Delegates[0];
        return engine.Delegates.Contains(name)
            ? name
            : throw new OptionException(
                "delegate", $"{engine.Name} has no delegate '{name}'; it has {string.Join(", ", engine.Delegates)}");
    }
}
