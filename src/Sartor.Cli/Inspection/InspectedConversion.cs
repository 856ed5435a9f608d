using Sartor.Core;

namespace Sartor.Cli.Inspection;

/// <summary>What <c>sartor convert</c> would say of a model.</summary>
/// <param name="Target">What it would be converted to.</param>
/// <param name="IsPossible">True when nothing is in the way.</param>
/// <param name="Refused">How many nodes, inputs and outputs are in the way.</param>
/// <param name="Refusals">The first 20 of them, in the order of the nodes; those that only read one are not among them.</param>
internal sealed record InspectedConversion(string Target, bool IsPossible, int Refused, IReadOnlyList<InspectedRefusal> Refusals)
{
    public static InspectedConversion Of(string target, IReadOnlyList<Refusal> refusals) => new(
        target, refusals.Count == 0, refusals.Count,
        [.. refusals.Take(Refusal.MostNamed).Select(r => new InspectedRefusal(r.Operator, r.Node, r.Problem))]);
}

/// <summary>One node that is in the way of a conversion.</summary>
/// <param name="Operator">Name of its operator in the format; empty for an input or output of the model.</param>
/// <param name="Node">Its name in the file; empty for the whole model.</param>
/// <param name="Problem">What is wrong, and what to do.</param>
internal sealed record InspectedRefusal(string Operator, string Node, string Problem);
