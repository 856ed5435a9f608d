using Sartor.Core;

namespace Sartor.Formats.Placement;

/// <summary>Places the operators of a network on a target.</summary>
/// <param name="table">The table of its format.</param>
/// <param name="target">One of its targets.</param>
internal sealed class TargetPlacement(PlacementTable table, PlacementTarget target)
{
    private readonly Dictionary<PlacedOperator, PlacementFallback> _fallbacks = [];

    /// <summary>Says what of a network a target executes.</summary>
    /// <param name="table">The table of its format.</param>
    /// <param name="target">Name of one of its targets.</param>
    /// <param name="operators">In order; each after those that make its inputs.</param>
    public static PlacementReport Of(PlacementTable table, string target, IReadOnlyList<PlacedOperator> operators) =>
        new TargetPlacement(table, table.Targets[target]).Report(operators);

    private PlacementReport Report(IReadOnlyList<PlacedOperator> operators)
    {
        var behind = Behind(operators);
        foreach (var op in operators)
        {
            if (Problem(op) is { } problem) Leave(op, problem.Reason, problem.Advice);
            else if (behind.TryGetValue(op, out var stop))
                Leave(op, $"it reads what {stop} makes, behind which {target.Title} takes nothing", $"give {stop} the end of the network");
            else if (target.StopsAtFirst && _fallbacks.Count > 0)
                Leave(op, "it comes after an operator that stays on the processor", "change that operator");
        }
        var parts = Partitions.Of(operators, op => !_fallbacks.ContainsKey(op), target.TakesByWaves)
            .OrderByDescending(p => p.Count).ToList();
        parts.RemoveAll(LeaveIfAlone);
        foreach (var op in parts.Skip(target.MostPartitions ?? parts.Count).SelectMany(p => p))
            Leave(op, $"the target takes {Quantity.Of(target.MostPartitions!.Value, "partition")}, the largest",
                "change the operators between the partitions");
        return new PlacementReport(
            target.Name, target.Title, target.Source, operators.Count, operators.Count - _fallbacks.Count,
            Math.Min(parts.Count, target.MostPartitions ?? parts.Count),
            [.. operators.Where(_fallbacks.ContainsKey).Select(o => _fallbacks[o])]);
    }

    private void Leave(PlacedOperator op, string reason, string advice) =>
        _fallbacks[op] = new PlacementFallback(op.Raw.QualifiedType, op.Name, reason, advice);

    private bool LeaveIfAlone(IReadOnlyList<PlacedOperator> part)
    {
        if (part.Count != 1 || !target.NotAlone.Contains(part[0].Raw.QualifiedType)) return false;
        Leave(part[0], "it would be a partition of its own and only copies", "change the operators around it");
        return true;
    }

    // The operators behind one that ends what the target takes, each with the name of that one.
    private Dictionary<PlacedOperator, string> Behind(IReadOnlyList<PlacedOperator> operators)
    {
        var behind = new Dictionary<PlacedOperator, string>();
        if (target.StopsBehind.Count == 0) return behind;
        var made = new Dictionary<PlacedTensor, string>();
        foreach (var op in operators)
        {
            if (op.Inputs.FirstOrDefault(t => t is not null && made.ContainsKey(t)) is { } input) behind[op] = made[input];
            var stop = behind.GetValueOrDefault(op) ?? (target.StopsBehind.Contains(op.Raw.QualifiedType) ? op.Raw.Type : null);
            if (stop is null) continue;
            foreach (var output in op.Outputs) made[output] = stop;
        }
        return behind;
    }

    private (string Reason, string Advice)? Problem(PlacedOperator op)
    {
        if (!target.Operators.TryGetValue(op.Raw.QualifiedType, out var taken))
            return ($"{target.Title} has no {op.Raw.QualifiedType}", "replace the operator by others that it has");
        if (op.Arithmetic is { } arithmetic && !table.Takes(taken, arithmetic))
            return (
                $"{target.Title} takes {op.Raw.Type} in {string.Join(" and ", taken.Select(table.Word))}, not in {table.Word(arithmetic)}",
                table.Advice(taken));
        foreach (var constraint in target.Constraints)
        {
            if (constraint.Problem(op) is { } problem) return problem;
        }
        return null;
    }
}
