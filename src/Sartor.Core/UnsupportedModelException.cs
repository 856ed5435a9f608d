namespace Sartor.Core;

/// <summary>A sound model that Sartor cannot handle in the way asked for: an operator, a type, a shape.</summary>
public sealed class UnsupportedModelException : SartorException
{
    /// <param name="file">The file as the user named it, or the model's name.</param>
    /// <param name="place">The node or tensor, with its operator; null for the whole model.</param>
    /// <param name="problem">What is not supported, and what to do; no full stop.</param>
    /// <param name="inner">What was caught, if anything.</param>
    public UnsupportedModelException(string file, string? place, string problem, Exception? inner = null)
        : base(place is null ? $"{file}: {problem}." : $"{file}: {place}: {problem}.", inner) => (Place, Problem) = (place, problem);

    /// <summary>Several nodes are in the way, or one.</summary>
    /// <param name="file">The file as the user named it, or the model's name.</param>
    /// <param name="refusals">All of them in the order of the nodes, at least one.</param>
    public UnsupportedModelException(string file, IReadOnlyList<Refusal> refusals)
        : base($"{file}: {Refusal.Clause(refusals)}.", null, LongestList)
    {
        Refusals = refusals;
        Problem = refusals is [var only] ? only.Problem : Refusal.Clause(refusals);
        Place = refusals is [var one] ? $"node '{one.Node}' ({one.Operator})" : null;
    }

    /// <summary>The node or tensor, with its operator; null for the whole model.</summary>
    public string? Place { get; }

    /// <summary>What is not supported, and what to do; no full stop.</summary>
    public string Problem { get; }

    /// <summary>Every node that is in the way, and none that only reads one; empty where it is no node.</summary>
    public IReadOnlyList<Refusal> Refusals { get; } = [];
}
