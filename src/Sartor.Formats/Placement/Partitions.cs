namespace Sartor.Formats.Placement;

/// <summary>Divides the operators of a network into the parts that a target runs as one.</summary>
internal static class Partitions
{
    /// <summary>The parts that a target takes, each with the operators in it.</summary>
    /// <param name="operators">In order; each after those that make its inputs.</param>
    /// <param name="isTaken">Whether the target takes an operator.</param>
    /// <param name="byWaves">As ONNX Runtime makes them, instead of as TFLite does.</param>
    public static IReadOnlyList<IReadOnlyList<PlacedOperator>> Of(
        IReadOnlyList<PlacedOperator> operators, Func<PlacedOperator, bool> isTaken, bool byWaves) =>
        byWaves ? Waves(operators, isTaken) : Turns(operators, isTaken);

    // TFLite (graph_info.cc, PartitionGraphIntoIndependentNodeSubsets): a part takes every operator of its kind whose inputs are there,
    // until none is left, and the next part is of the other kind.
    private static List<IReadOnlyList<PlacedOperator>> Turns(IReadOnlyList<PlacedOperator> operators, Func<PlacedOperator, bool> isTaken)
    {
        var open = operators.ToList();
        var pending = operators.SelectMany(o => o.Outputs).ToHashSet();
        var parts = new List<IReadOnlyList<PlacedOperator>>();
        while (open.Count > 0)
        {
            var kind = isTaken(open.Find(IsReady) ?? open[0]);
            var part = new List<PlacedOperator>();
            // Outputs are removed as operators are taken, so one pass in order finds all.
            foreach (var op in open)
            {
                if (isTaken(op) != kind || !IsReady(op)) continue;
                part.Add(op);
                foreach (var output in op.Outputs) pending.Remove(output);
            }
            // A file whose operators wait for each other has no order; the rest is one part.
            if (part.Count == 0) part = [.. open];
            var done = part.ToHashSet();
            open.RemoveAll(done.Contains);
            if (kind) parts.Add(part);
        }
        return parts;

        bool IsReady(PlacedOperator op) => !op.Inputs.Any(t => t is not null && pending.Contains(t));
    }

    // ONNX Runtime (partitioning_utils.cc, CreateSupportedPartitionNodeGroups): a wave runs over the operators whose inputs are there, and
    // those that are taken become one part. An operator that is not taken stops the wave only where it reads a result of that part.
    private static List<IReadOnlyList<PlacedOperator>> Waves(IReadOnlyList<PlacedOperator> operators, Func<PlacedOperator, bool> isTaken)
    {
        var makers = operators.SelectMany(o => o.Outputs.Select(t => (Tensor: t, Maker: o))).ToDictionary(p => p.Tensor, p => p.Maker);
        var edges = operators.ToDictionary(o => o, o => o.Inputs.Where(t => t is not null && makers.ContainsKey(t)).ToArray());
        var readers = edges.SelectMany(e => e.Value.Select(t => (Maker: makers[t!], Reader: e.Key))).ToLookup(e => e.Maker, e => e.Reader);
        var waiting = edges.ToDictionary(e => e.Key, e => e.Value.Length);
        var ready = new Queue<PlacedOperator>(operators.Where(o => waiting[o] == 0));
        var next = new Queue<PlacedOperator>();
        var parts = new List<IReadOnlyList<PlacedOperator>>();
        var part = new List<PlacedOperator>();
        var border = new HashSet<PlacedOperator>();
        while (ready.Count + next.Count > 0)
        {
            if (ready.Count == 0)
            {
                Close();
                (ready, next) = (next, ready);
            }
            var op = ready.Dequeue();
            var taken = isTaken(op);
            if (!taken && border.Contains(op))
            {
                next.Enqueue(op);
                continue;
            }
            if (taken) part.Add(op);
            foreach (var reader in readers[op])
            {
                if (taken) border.Add(reader);
                if (--waiting[reader] == 0) ready.Enqueue(reader);
            }
        }
        Close();
        return parts;

        void Close()
        {
            if (part.Count > 0) parts.Add(part);
            (part, border) = ([], []);
        }
    }
}
