using Sartor.Graph.Ir;

namespace Sartor.Graph.Passes;

/// <summary>
/// A rewriting of a graph that keeps what it computes. One file and one test file a pass; the order is an explicit list
/// (<see cref="PassPipeline"/>), never a priority.
/// </summary>
public interface IGraphPass
{
    /// <summary>Rewrites the graph in place.</summary>
    /// <returns>True when anything changed.</returns>
    bool Run(ModelGraph graph);
}
