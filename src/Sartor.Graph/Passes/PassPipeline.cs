using Sartor.Graph.Ir;

namespace Sartor.Graph.Passes;

/// <summary>Passes in the order in which they run.</summary>
public sealed class PassPipeline(params IReadOnlyList<IGraphPass> passes)
{
    public IReadOnlyList<IGraphPass> Passes { get; } = passes;

    /// <summary>Runs each pass once, in order.</summary>
    /// <param name="graph">Rewritten in place.</param>
    /// <param name="after">Called after each pass with whether it changed anything; for tests and dumps.</param>
    /// <param name="cancellation">Ends the run between two passes.</param>
    public void Run(ModelGraph graph, Action<IGraphPass, bool>? after = null, CancellationToken cancellation = default)
    {
        foreach (var pass in Passes)
        {
            cancellation.ThrowIfCancellationRequested();
            var changed = pass.Run(graph);
            after?.Invoke(pass, changed);
        }
    }
}
