using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// op(x, y) that broadcasts over more than 4 axes → Reshape(op(Reshape(x), Reshape(y))) over fewer, and likewise the batch axes of a matrix
/// product over more than 2: kernels of TFLite 2.9 count no further, and most end the process. Neighbouring axes merge where every
/// operand has both or repeats along both. Where too many are left, operands are repeated (BroadcastTo) to one shape, which flattens.
/// </summary>
public sealed class CoalesceBroadcastPass : IGraphPass
{
    private const int MaxRank = 4;
    private const int MaxRepeatedRank = 8;

    public bool Run(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var changed = false;
        foreach (var node in graph.Nodes.ToArray())
        {
            if (node.Operator is not (ElementwiseBinary or Select or MatMul) || node.Output.Type.Shape is not { Rank: > MaxRank } result)
                continue;
            var kept = node.Operator is MatMul ? 2 : 0;
            if (kept == 0 && node.Inputs.All(v => v!.Type.Shape == result)) continue;
            Rewrite(graph, node, result, kept);
            changed = true;
        }
        return changed;
    }

    /// <param name="graph">The graph.</param>
    /// <param name="node">The node.</param>
    /// <param name="result">Shape of its result.</param>
    /// <param name="kept">How many axes at the end do not broadcast.</param>
    private static void Rewrite(ModelGraph graph, Node node, Shape result, int kept)
    {
        var runs = Runs([.. node.Inputs.Select(v => Leading(v!.Type.Shape!, kept))], Leading(result, kept));
        var repeats = runs.Count + kept > MaxRank;
        if (repeats && runs.Count + kept > MaxRepeatedRank)
        {
            node.Obstacle = $"broadcasts {string.Join(" and ", node.Inputs.Select(v => v!.Type.Shape))} over {runs.Count} axes that "
                + $"cannot be merged, and {MaxRepeatedRank - kept} are the most that kernels take; repeat an operand along some of them";
            return;
        }
        var inputs = new Value[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            long[] last = [.. node.Input(i).Type.Shape!.Extents.TakeLast(kept)], whole = [.. runs.Select(r => r.Extent), .. last];
            long[] own = [.. runs.Select(r => r.Operands[i] ? r.Extent : 1), .. last];
            inputs[i] = Reshaped(graph, node, node.Input(i), own);
            if (!repeats) continue;
            if (!own.SequenceEqual(whole))
            {
                inputs[i] = graph.Add(
                    new BroadcastTo(whole.ToEquatableArray()), [inputs[i]], $"{node.Name}/repeated{i}", before: node).Output;
            }
            inputs[i] = Reshaped(graph, node, inputs[i], [.. last.Prepend(runs.Aggregate(1L, (product, r) => product * r.Extent))]);
        }
        var merged = graph.Add(node.Operator, inputs, node.Name, before: node).Output;
        merged.Name = $"{node.Output.Name}/merged";
        merged.Producer!.NeedsFloat = node.NeedsFloat;
        var restored = Reshaped(graph, node, merged, [.. result.Extents]);
        restored.Name = node.Output.Name;
        graph.ReplaceUses(node.Output, restored);
        graph.Remove(node);
    }

    private static Shape Leading(Shape shape, int kept) => new([.. shape.Extents.SkipLast(kept)]);

    /// <summary>Runs of axes along which each operand is whole (true) or repeats; axes of extent 1 belong to any.</summary>
    private static List<(long Extent, bool[] Operands)> Runs(Shape[] operands, Shape result)
    {
        var runs = new List<(long Extent, bool[] Operands)>();
        for (var axis = 0; axis < result.Rank; axis++)
        {
            if (result[axis] == 1) continue;
            var whole = Array.ConvertAll(operands, o => o.Rank - result.Rank + axis is >= 0 and var own && o[own] != 1);
            if (runs.Count > 0 && runs[^1].Operands.SequenceEqual(whole)) runs[^1] = (checked(runs[^1].Extent * result[axis]), whole);
            else runs.Add((result[axis], whole));
        }
        return runs;
    }

    private static Value Reshaped(ModelGraph graph, Node node, Value value, long[] extents)
    {
        var shape = new Shape(extents);
        if (value.Type.Shape == shape) return value;
        return value.Constant is { } tensor
            ? ModelGraph.NewConstant(value.Name, tensor.Reshape(shape), value.Quantization)
            : graph.Add(new Reshape(extents.ToEquatableArray()), [value], $"{node.Name}/{value.Name}", before: node).Output;
    }
}
