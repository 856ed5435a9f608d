using Sartor.Formats.TFLite.Conformance;

namespace Sartor.Formats.TFLite.Placement;

/// <summary>
/// Divides the operators of a network into parts that run as one, as TFLite does (graph_info.cc, PartitionGraphIntoIndependentNodeSubsets):
/// a part takes every operator of its kind whose inputs are there, until none is left, and the next part is of the other kind.
/// </summary>
internal static class Partitions
{
    /// <summary>The parts that a target takes, each with the operators in it.</summary>
    /// <param name="operators">In order; each after those that make its inputs.</param>
    /// <param name="isTaken">Whether the target takes an operator.</param>
    public static IReadOnlyList<IReadOnlyList<CheckedOperator>> Of(
        IReadOnlyList<CheckedOperator> operators, Func<CheckedOperator, bool> isTaken)
    {
        var open = operators.ToList();
        var pending = new HashSet<CheckedTensor>(operators.SelectMany(o => o.Outputs), ReferenceEqualityComparer.Instance);
        var parts = new List<IReadOnlyList<CheckedOperator>>();
        while (open.Count > 0)
        {
            var kind = isTaken(open.Find(IsReady) ?? open[0]);
            var part = new List<CheckedOperator>();
            // Outputs are removed as operators are taken, so one pass in order finds all.
            foreach (var op in open)
            {
                if (isTaken(op) != kind || !IsReady(op)) continue;
                part.Add(op);
                foreach (var output in op.Outputs) pending.Remove(output);
            }
            // A file whose operators wait for each other has no order; the rest is one part.
            if (part.Count == 0) part = [.. open];
            var done = part.ToHashSet<CheckedOperator>(ReferenceEqualityComparer.Instance);
            open.RemoveAll(done.Contains);
            if (kind) parts.Add(part);
        }
        return parts;

        bool IsReady(CheckedOperator op) => !op.Inputs.Any(t => t is not null && pending.Contains(t));
    }
}
