using Sartor.Graph.Ir;

namespace Sartor.Graph.Passes;

/// <summary>Passes in the order in which they run.</summary>
public sealed class PassPipeline(params IReadOnlyList<IGraphPass> passes)
{
    public IReadOnlyList<IGraphPass> Passes { get; } = passes;

    /// <summary>Runs each pass once, in order.</summary>
    /// <param name="graph">Rewritten in place.</param>
    /// <param name="after">Called after each pass with whether it changed anything; for tests and dumps.</param>
    public void Run(ModelGraph graph, Action<IGraphPass, bool>? after = null)
    {
        foreach (var pass in Passes)
        {
            var changed = pass.Run(graph);
            after?.Invoke(pass, changed);
        }
    }
}
