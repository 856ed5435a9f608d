using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Passes;

/// <summary>
/// x · ½ · (1 + erf(x / √2)) → Gelu(x), in whichever order the factors are multiplied (Hendrycks and Gimpel 2016, section 2).
/// </summary>
public sealed class FuseGeluPass : IGraphPass
{
    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is Erf && Match(graph, node) is { } match) changed |= Replace(graph, match.X, match.Last);
        }
        return graph.RemoveUnused() > 0 || changed;
    }

    private static (Value X, Node Last)? Match(ModelGraph graph, Node erf)
    {
        if (erf.Input(0).Producer is not { } scaled || Scale(scaled) is not { } inner || Math.Abs(inner.Factor - Math.Sqrt(0.5)) > 1e-4)
            return null;
        if (Next(graph, erf) is not { Operator: Add { Activation: Activation.None } } plusOne || Constant(plusOne) is not 1) return null;
        double factor = 1;
        var seenX = false;
        var at = plusOne;
        while (Next(graph, at) is { Operator: Mul { Activation: Activation.None } or Div { Activation: Activation.None } } next)
        {
            if (next.Operator is Mul && !seenX && next.Inputs.Contains(inner.X)) seenX = true;
            else if (next.Operator is Mul && !seenX && Half(next, at, inner.X)) (seenX, factor) = (true, factor / 2);
            else if (factor == 1 && Scale(next) is { } outer && outer.X == at.Output) factor = outer.Factor;
            else break;
            at = next;
            // A constant of a higher rank would have raised that of the result.
            if (seenX && Math.Abs(factor - 0.5) < 1e-6) return at.Output.Type == inner.X.Type ? (inner.X, at) : null;
        }
        return null;
    }

    // (½ · x) · (1 + erf)
    private static bool Half(Node product, Node branch, Value x)
    {
        var other = product.Input(0) == branch.Output ? product.Input(1) : product.Input(0);
        return other.Producer is { } half && Scale(half) is { } scale && scale.X == x && Math.Abs(scale.Factor - 0.5) < 1e-6;
    }

    private static (Value X, double Factor)? Scale(Node node)
    {
        if (node.Operator is not (Mul { Activation: Activation.None } or Div { Activation: Activation.None })
            || Constant(node) is not { } c)
        {
            return null;
        }
        var x = node.Input(0).Constant is null ? node.Input(0) : node.Input(1);
        return node.Operator is Mul ? (x, c) : node.Input(0) == x ? (x, 1 / c) : null;
    }

    private static double? Constant(Node node)
    {
        var constant = node.Inputs.FirstOrDefault(v => v?.Constant is not null)?.Constant;
        return constant is { Shape.ElementCount: 1 } && constant.Element.IsFloat() ? constant.ToDoubles()[0] : null;
    }

    private static Node? Next(ModelGraph graph, Node node) => graph.HasOneUse(node.Output) ? node.Output.Uses[0].Node : null;

    private static bool Replace(ModelGraph graph, Value x, Node last)
    {
        var result = graph.Add(new Gelu(Approximate: false), [x], last.Name, before: last).Output;
        result.Name = last.Output.Name;
        graph.ReplaceUses(last.Output, result);
        return true;
    }
}
