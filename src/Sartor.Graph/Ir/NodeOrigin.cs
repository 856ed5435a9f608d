using Sartor.Core;

namespace Sartor.Graph.Ir;

/// <summary>A node as its file names it: what messages to users speak of, whatever passes have made of it.</summary>
/// <param name="Operator">Name of the operator in the format, with its domain.</param>
/// <param name="Name">Name of the node.</param>
public sealed record NodeOrigin(string Operator, string Name)
{
    /// <summary>Where a node comes from, or what it is itself.</summary>
    public static NodeOrigin Of(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Origin ?? new NodeOrigin(node.Operator.Name, node.Name);
    }

    /// <summary>It cannot be converted.</summary>
    /// <param name="problem">What is wrong, and what to do after a semicolon, where that is special; no full stop.</param>
    public Refusal Refuse(string problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return new Refusal(Operator, Name, problem.Contains(';', StringComparison.Ordinal) ? problem : $"{problem}; {Usual}");
    }

    private const string Usual = "change that in the source, or put other operators there before the export";
}
