using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Passes;

/// <summary>
/// A scatter as rows of a matrix [rows,width]. To constant places: a choice of rows of the data and the updates, once for each time that a
/// place comes. To computed places: zeros to which updates are added, and a mask of the rows that were reached.
/// </summary>
public sealed class LowerScatterPass : IGraphPass
{
    // Of rows, and of times that one place comes.
    private const long MostRows = 1 << 22;
    private const int MostRounds = 32;

    public bool Run(ModelGraph graph) => NodeExpansion.Run(graph, Expand);

    private static Value? Expand(Node node, NodeExpansion to)
    {
        if (node.Operator is not ScatterND { Reduction: var reduction } || to.X is not { Type.Shape: { } data, Quantization: null }
            || to.Input(1)?.Type.Shape is not { } indices || to.Input(2) is not { Type.Shape: not null } updates
            || data.ElementCount == 0 || updates.Type.Shape.ElementCount == 0)
        {
            return null;
        }
        var depth = (int)indices[-1];
        var counted = new Shape([.. data.Extents.Take(depth)]);
        long rows = counted.ElementCount, width = data.ElementCount / rows, count = indices.ElementCount / depth;
        if (rows > MostRows || count > MostRows) return null;
        Value x = to.Reshaped(to.X, new Shape(rows, width)), u = to.Reshaped(updates, new Shape(count, width));
        var result = to.Input(1)!.Constant is { } places
            ? ToConstants(to, reduction, x, u, Rows(places.ToInt64s(), counted))
            : ToComputed(to, reduction, x, u, to.Input(1)!, counted);
        return result is null ? null : to.Add(new Reshape(data.Extents.ToEquatableArray()), result);
    }

    // The row of each update; negative places count from the end.
    private static long[] Rows(long[] places, Shape counted)
    {
        var strides = counted.Strides();
        var rows = new long[places.Length / counted.Rank];
        for (var i = 0; i < places.Length; i++)
        {
            var axis = i % counted.Rank;
            rows[i / counted.Rank] += (((places[i] % counted[axis]) + counted[axis]) % counted[axis]) * strides[axis];
        }
        return rows;
    }

    private static Value? ToConstants(NodeExpansion to, ScatterReduction reduction, Value x, Value updates, long[] rows)
    {
        var all = x.Type.Shape![0];
        List<int?[]> rounds = [];
        for (var i = 0; i < rows.Length; i++)
        {
            // Without a reduction the last update of a place stays.
            var round = reduction == ScatterReduction.None ? 0 : rounds.FindIndex(r => r[rows[i]] is null);
            if (round < 0 || rounds.Count == 0)
            {
                if (rounds.Count == MostRounds) return null;
                round = rounds.Count;
                rounds.Add(new int?[all]);
            }
            rounds[round][rows[i]] = i;
        }
        foreach (var round in rounds)
        {
            int[] Choice(Func<int, int> otherwise) => [.. round.Select((update, row) => update is { } u ? (int)all + u : otherwise(row))];
            var both = to.Add(new Concat(0), x, updates);
            var chosen = to.Add(new Gather(0), both, to.Constant(Tensor.Vector<int>(Choice(row => row))));
            if (reduction == ScatterReduction.None) return chosen;
            // Where no update goes, the sum or product is taken with the row itself and thrown away.
            var reached = to.Constant(Tensor.Create(
                new Shape(all, 1), round.Select(u => u is null ? (byte)0 : (byte)1).ToArray()).ConvertTo(ElementType.Bool));
            x = to.Add(new Select(), reached, to.Add(Operator(reduction), x, chosen), x);
        }
        return x;
    }

    private static Value? ToComputed(
        NodeExpansion to, ScatterReduction reduction, Value x, Value updates, Value indices, Shape counted)
    {
        if (!x.Type.Element.IsFloat() || reduction is not (ScatterReduction.None or ScatterReduction.Add)) return null;
        var count = updates.Type.Shape![0];
        Value Vector(IEnumerable<long> values) => to.Constant(Tensor.Vector<long>([.. values]).ConvertTo(indices.Type.Element));
        var places = to.Add(
            new Mul(), to.Add(new Modulo(Truncated: false), to.Reshaped(indices, new Shape(count, counted.Rank)), Vector(counted.Extents)),
            Vector(counted.Strides()));
        Value? row = null;
        for (var axis = 0; axis < counted.Rank; axis++)
        {
            var column = Slice.FromBounds(new Shape(count, counted.Rank), [1], [axis], [axis + 1], [1]);
            var part = counted.Rank == 1 ? places : to.Add(column, places);
            row = row is null ? part : to.Add(new Add(), row, part);
        }
        if (indices.Type.Element != ElementType.Int32) row = to.Add(new Cast(ElementType.Int32), row!);
        var sum = to.AddFloat(new ScatterSum(x.Type.Shape![0]), row, updates);
        if (reduction == ScatterReduction.Add) return to.Add(new Add(), x, sum);
        var ones = to.Constant(Tensor.Create(new Shape(count, 1), Enumerable.Repeat(1f, (int)count).ToArray()).ConvertTo(x.Type.Element));
        var reached = to.Add(new Greater(), to.AddFloat(new ScatterSum(x.Type.Shape[0]), row, ones), to.Number(0.5));
        return to.Add(new Select(), reached, sum, x);
    }

    private static Operator Operator(ScatterReduction reduction) => reduction switch
    {
        ScatterReduction.Add => new Add(),
        ScatterReduction.Multiply => new Mul(),
        ScatterReduction.Max => new Maximum(),
        _ => new Minimum(),
    };
}
