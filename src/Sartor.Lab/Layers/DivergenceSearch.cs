using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Lab.Layers;

/// <summary>
/// Finds the first node, in the order of execution of a variant, whose inputs agree with the source and whose output parts from it.
/// </summary>
/// <param name="limit">Error ÷ spread up to which two tensors agree.</param>
internal sealed class DivergenceSearch(double limit)
{
    /// <summary>How many times larger than before an error has to be to come from one node; rounding grows by less.</summary>
    public const double Step = 3;

    /// <summary>The first divergence; null where no output of the graphs parts.</summary>
    /// <param name="pairs">Pairs with their errors ÷ spread, the outputs of the graphs among them.</param>
    /// <param name="source">The source.</param>
    /// <param name="variant">The variant.</param>
    public Divergence? Find(IReadOnlyList<(TensorPair Pair, double Error)> pairs, ModelGraph source, ModelGraph variant)
    {
        var errors = pairs.GroupBy(p => p.Pair.Variant).ToDictionary(group => group.Key, group => group.Max(p => p.Error));
        var (own, other) = (new RegionWalk(source), new RegionWalk(variant));
        var toVariant = pairs.GroupBy(p => p.Pair.Source).ToDictionary(group => group.Key, group => group.First().Pair.Variant);
        var toSource = pairs.GroupBy(p => p.Pair.Variant).ToDictionary(group => group.Key, group => group.First().Pair.Source);
        var candidates = new List<Divergence>();
        foreach (var (pair, error) in pairs.OrderBy(p => other.Place(p.Pair.Variant)))
        {
            if (error <= limit || !ReachesPartedOutput(pair.Variant, variant, errors)) continue;
            var (nodes, before) = other.Behind(pair.Variant, errors.ContainsKey);
            var entering = before.Select(value => errors.GetValueOrDefault(value)).DefaultIfEmpty(0).Max();
            var ownNodes = own.Behind(pair.Source, toVariant.ContainsKey).Nodes;
            candidates.Add(new Divergence(pair, entering, error, error >= Step * entering)
            {
                SourceNodes = [.. Lacking(nodes, ownNodes, toSource), .. ownNodes],
                VariantNodes = [.. Lacking(ownNodes, nodes, toVariant), .. nodes],
            });
        }
        return candidates.FirstOrDefault(candidate => candidate.IsAtOnce)
            ?? candidates.MaxBy(candidate => candidate.After / candidate.Before);
    }

    // Where one side goes on with an activation and the other has none, it is the node before on the other side that lacks it.
    private static IEnumerable<Node> Lacking(IReadOnlyList<Node> nodes, IReadOnlyList<Node> others, Dictionary<Value, Value> counterparts)
    {
        if (nodes is not [{ Operator: ElementwiseUnary } first, ..] || others.Any(node => node.Operator is ElementwiseUnary))
            return [];
        return counterparts.TryGetValue(first.Input(0), out var before) && before.Producer is { } producer ? [producer] : [];
    }

    // A tensor that only looks like a counterpart differs, too; but what follows it agrees again, and no output shows a trace of it.
    private bool ReachesPartedOutput(Value value, ModelGraph graph, Dictionary<Value, double> errors)
    {
        var open = new Stack<Value>([value]);
        var seen = new HashSet<Value> { value };
        while (open.TryPop(out var next))
        {
            if (graph.Outputs.Contains(next) && errors.TryGetValue(next, out var error) && error > limit) return true;
            foreach (var output in next.Uses.SelectMany(use => use.Node.Outputs))
            {
                var agrees = errors.TryGetValue(output, out var behind) && behind <= limit;
                if (!agrees && seen.Add(output)) open.Push(output);
            }
        }
        return false;
    }
}
