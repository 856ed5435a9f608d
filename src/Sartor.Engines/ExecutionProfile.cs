namespace Sartor.Engines;

/// <summary>How long each step of a loaded model takes, in the order in which the engine executes them.</summary>
/// <param name="Runs">Runs that were timed; 0 where there is a problem.</param>
/// <param name="RunNs">Median duration of a whole run while its steps were timed, in nanoseconds; 0 where there is a problem.</param>
/// <param name="Steps">The steps; empty where there is a problem.</param>
/// <param name="Evidence">Where the durations come from; one sentence without a full stop.</param>
/// <param name="Problem">Why there are no durations; one sentence without a full stop, null where there are.</param>
public sealed record ExecutionProfile(int Runs, double RunNs, EquatableArray<ExecutedStep> Steps, string Evidence, string? Problem)
{
    /// <summary>A profile without durations.</summary>
    /// <param name="problem">Why there are none.</param>
    public static ExecutionProfile Missing(string problem) => new(0, 0, [], "", problem);
}

/// <summary>A step of an execution plan: a kernel of the engine, or what a delegate executes as one.</summary>
/// <param name="Kernel">Its name in the engine's words.</param>
/// <param name="Delegate">The delegate that executes it; null for the engine's own kernels.</param>
/// <param name="MedianNs">Median duration over the runs, in nanoseconds; 0 where it is below what the engine's clock tells.</param>
/// <param name="Nodes">The nodes of the model that it executes: one for a kernel of the engine, one or more for a delegate.</param>
public sealed record ExecutedStep(string Kernel, string? Delegate, double MedianNs, EquatableArray<ExecutedNode> Nodes);

/// <summary>A node of a model as the engine loaded it.</summary>
/// <param name="Kernel">Its operator in the engine's words.</param>
/// <param name="Name">Its name; null where the format or the engine has none.</param>
/// <param name="Output">Name of its first output tensor; null where the engine does not tell.</param>
public sealed record ExecutedNode(string Kernel, string? Name, string? Output);
