namespace Sartor.Core;

/// <summary>One operator of a model that Sartor cannot read, lower or write.</summary>
/// <param name="Operator">
/// Its name in the model's own format: <c>NonZero</c>, <c>com.microsoft.Attention</c>; empty for an input or output of the model.
/// </param>
/// <param name="Node">The node, input or output, as the model names it; empty for the whole model.</param>
/// <param name="Problem">What is wrong, and what to do; no full stop.</param>
public sealed record Refusal(string Operator, string Node, string Problem)
{
    /// <summary>So many are named in one message; the rest are counted.</summary>
    public const int MostNamed = 20;

    private const int LongestName = 100;
    private const int LongestProblem = 300;

    /// <summary>What is in the way of a whole model.</summary>
    public static Refusal Of(UnsupportedModelException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new Refusal("", "", error.Place is { } place ? $"{place}: {error.Problem}" : error.Problem);
    }

    public override string ToString() => Short(Problem, LongestProblem) switch
    {
        var problem when Node.Length == 0 => problem,
        var problem when Operator.Length == 0 => $"'{Short(Node, LongestName)}': {problem}",
        var problem => $"node '{Short(Node, LongestName)}' ({Short(Operator, LongestName)}): {problem}",
    };

    /// <summary>All of them in one clause without a full stop; those beyond <see cref="MostNamed"/> are counted.</summary>
    /// <param name="refusals">At least one.</param>
    public static string Clause(IReadOnlyList<Refusal> refusals)
    {
        ArgumentNullException.ThrowIfNull(refusals);
        if (refusals is [var only]) return only.ToString();
        var named = string.Join("; ", refusals.Take(MostNamed).Select((r, i) => $"({i + 1}) {r}"));
        var rest = refusals.Count - MostNamed;
        return $"{refusals.Count} nodes are in the way: {named}{(rest > 0 ? $"; and {rest} more" : "")}";
    }

    private static string Short(string text, int most) => text.Length <= most ? text : $"{text.AsSpan(0, most - 1)}…";
}
