using System.Numerics;

namespace Sartor.Tailor.Search;

/// <summary>
/// A directed graph without cycles in which each way from the first state to the last is one network, and what a network costs is the sum
/// of the options on its way. Every search reads it, so that none can disagree with another on what a network costs.
/// </summary>
/// <remarks>States are numbered so that each edge leads to a higher number. <see cref="CostGraphBuilder"/> makes it.</remarks>
internal sealed class CostGraph
{
    private readonly int[] _firstEdge;

    internal CostGraph(IReadOnlyList<string> objectives, int[] layers, CostEdge[] edges)
    {
        Objectives = objectives;
        Layers = layers;
        Edges = edges;
        _firstEdge = new int[layers.Length + 1];
        foreach (var edge in edges) _firstEdge[edge.From + 1]++;
        for (var state = 0; state < layers.Length; state++) _firstEdge[state + 1] += _firstEdge[state];
    }

    /// <summary>The names of what is summed; each is to be small.</summary>
    public IReadOnlyList<string> Objectives { get; }

    /// <summary>For each state the number of the decision that is made there; it rises along every edge.</summary>
    public IReadOnlyList<int> Layers { get; }

    /// <summary>In the order of the states that they leave.</summary>
    public IReadOnlyList<CostEdge> Edges { get; }

    public int StateCount => Layers.Count;

    public int LastState => Layers.Count - 1;

    /// <summary>The number of networks: of ways from the first state to the last.</summary>
    public BigInteger CountPaths()
    {
        var counts = new BigInteger[StateCount];
        counts[0] = 1;
        foreach (var edge in Edges) counts[edge.To] += counts[edge.From] * edge.OptionCount;
        return counts[LastState];
    }

    /// <summary>The edges that leave a state.</summary>
    public ReadOnlySpan<CostEdge> From(int state) => ((CostEdge[])Edges).AsSpan(_firstEdge[state].._firstEdge[state + 1]);

    /// <summary>For each state the smallest sum of one objective from there to the last state; infinite where no way leads there.</summary>
    /// <param name="weights">What each objective counts; costs are weighted sums.</param>
    public double[] SmallestToLast(ReadOnlySpan<double> weights)
    {
        var rest = new double[StateCount];
        Array.Fill(rest, double.PositiveInfinity);
        rest[LastState] = 0;
        for (var e = Edges.Count - 1; e >= 0; e--)
        {
            var edge = Edges[e];
            if (double.IsPositiveInfinity(rest[edge.To])) continue;
            for (var option = 0; option < edge.OptionCount; option++)
            {
                var cost = edge.Cost(option, weights) + rest[edge.To];
                if (cost < rest[edge.From]) rest[edge.From] = cost;
            }
        }
        return rest;
    }

    /// <summary>The same for one objective alone.</summary>
    public double[] SmallestToLast(int objective)
    {
        Span<double> weights = stackalloc double[Objectives.Count];
        weights.Clear();
        weights[objective] = 1;
        return SmallestToLast(weights);
    }
}
