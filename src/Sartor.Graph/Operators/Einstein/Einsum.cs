using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Einstein;

/// <summary>
/// Einstein's summation, which has no operator of its own here: ONNX Einsum 12. Operands are multiplied from left to right, each product as
/// one matrix product over the axes that both have (batch), one of them has (rows, columns), or that are summed.
/// </summary>
internal static class Einsum
{
    internal sealed class Onnx() : OnnxBinding("Einsum")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var equation = cx.Raw.String("equation").Replace(" ", "", StringComparison.Ordinal);
            var sides = equation.Split("->");
            var terms = sides[0].Split(',');
            if (terms.Length != cx.InputCount || sides.Length > 2) cx.Fail($"equation '{equation}' does not fit {cx.InputCount} inputs");
            var labels = terms.Select((t, i) => Labels(cx, t, cx.Shape(i).Rank)).ToArray();
            var open = labels.Max(l => l.Count(char.IsDigit));
            var result = sides.Length == 2
                ? Labels(cx, sides[1], open + sides[1].Replace("...", "", StringComparison.Ordinal).Length)
                : Implicit(labels);
            if (result.Distinct().Count() != result.Length || result.Except(labels.SelectMany(l => l)).Any())
                cx.Fail($"equation '{equation}' has a result that its terms do not give");
            var sum = Term.Of(cx, cx.Input(0), labels[0]);
            for (var i = 1; i < terms.Length; i++)
            {
                var needed = labels.Skip(i + 1).SelectMany(l => l).Concat(result).ToHashSet();
                sum = sum.Times(Term.Of(cx, cx.Input(i), labels[i]), needed);
            }
            return [sum.Ordered(result)];
        }

        // The axes of an ellipsis are digits, counted from the last one.
        private static string Labels(ReadContext cx, string term, int rank)
        {
            var dots = term.IndexOf("...", StringComparison.Ordinal);
            var plain = dots < 0 ? term : term.Remove(dots, 3);
            var open = dots < 0 ? 0 : Math.Max(0, rank - plain.Length);
            if (open > 10 || plain.Any(c => !char.IsAsciiLetter(c))) cx.Fail($"term '{term}' is not supported");
            return dots < 0 ? plain : plain.Insert(dots, string.Concat(Enumerable.Range(0, open).Reverse()));
        }

        // "In implicit mode", labels that come once, in alphabetical order, behind the ellipsis.
        private static string Implicit(string[] labels)
        {
            var all = labels.SelectMany(l => l).ToArray();
            return string.Concat(all.Where(char.IsDigit).Distinct().OrderDescending())
                + string.Concat(all.Where(c => char.IsLetter(c) && all.Count(o => o == c) == 1).Order());
        }
    }

    /// <summary>A value whose axes have names, each another one.</summary>
    private sealed record Term(ReadContext Cx, Value X, string Labels)
    {
        /// <summary>The value with axes of one name joined to their diagonal.</summary>
        public static Term Of(ReadContext cx, Value x, string labels)
        {
            if (x.Type.Shape is not { } shape || labels.Length != shape.Rank)
                cx.Fail($"'{labels}' does not name the axes of {x.Type.Shape}");
            var term = new Term(cx, x, labels);
            while (term.Labels.GroupBy(l => l).FirstOrDefault(g => g.Count() > 1) is { Key: var twice }) term = term.Diagonal(twice);
            return term;
        }

        private long Extent(char label) => X.Type.Shape![Labels.IndexOf(label, StringComparison.Ordinal)];

        // Of the last two axes [n,n] in a row, every (n+1)-th element.
        private Term Diagonal(char label)
        {
            int first = Labels.IndexOf(label, StringComparison.Ordinal), second = Labels.IndexOf(label, first + 1);
            var others = Enumerable.Range(0, Labels.Length).Where(i => i != first && i != second).ToArray();
            var extents = others.Select(i => X.Type.Shape![i]).ToArray();
            var n = X.Type.Shape![first];
            if (X.Type.Shape![second] != n) Cx.Fail($"axes '{label}' of {X.Type.Shape} differ");
            var moved = Cx.Emit(new Transpose(new Permutation([.. others, first, second])), X);
            var row = Cx.Emit(new Reshape([.. extents, n * n]), moved);
            var slice = new Slice(
                [.. extents.Select(_ => 0L), 0], [.. extents, n], [.. extents.Select(_ => 1L), n + 1]);
            return this with { X = Cx.Emit(slice, row), Labels = string.Concat(others.Select(i => Labels[i])) + label };
        }

        /// <summary>The sum over all axes but these.</summary>
        private Term Summed(Func<char, bool> keeps)
        {
            var axes = Enumerable.Range(0, Labels.Length).Where(i => !keeps(Labels[i])).ToArray();
            return axes.Length == 0 ? this : this with
            {
                X = Cx.Emit(new Reduce(ReductionKind.Sum, axes.ToEquatableArray(), KeepAxes: false), X),
                Labels = string.Concat(Labels.Where(keeps)),
            };
        }

        /// <summary>The value with these axes in this order; those that it lacks have extent 1.</summary>
        private Value Arranged(string labels)
        {
            var present = labels.Where(l => Labels.Contains(l, StringComparison.Ordinal)).ToArray();
            int[] order = [.. present.Select(l => Labels.IndexOf(l, StringComparison.Ordinal))];
            var moved = order.SequenceEqual(order.Order()) ? X : Cx.Emit(new Transpose(new Permutation(order.ToEquatableArray())), X);
            return Shaped(moved, [.. labels.Select(l => present.Contains(l) ? Extent(l) : 1)]);
        }

        private Value Shaped(Value value, params IEnumerable<long> extents)
        {
            var shape = new Shape([.. extents]);
            return value.Type.Shape == shape ? value : Cx.Emit(new Reshape(shape.Extents.ToEquatableArray()), value);
        }

        /// <summary>The product of two terms with the sum over what nothing else needs.</summary>
        public Term Times(Term other, HashSet<char> needed)
        {
            var left = Summed(l => needed.Contains(l) || other.Labels.Contains(l, StringComparison.Ordinal));
            var right = other.Summed(l => needed.Contains(l) || left.Labels.Contains(l, StringComparison.Ordinal));
            var shared = left.Labels.Where(l => right.Labels.Contains(l, StringComparison.Ordinal)).ToArray();
            var batch = string.Concat(shared.Where(needed.Contains));
            var inner = string.Concat(shared.Where(l => !needed.Contains(l)));
            var rows = string.Concat(left.Labels.Except(shared));
            var columns = string.Concat(right.Labels.Except(shared));
            if (inner.Any(l => left.Extent(l) != right.Extent(l)))
                Cx.Fail($"axes '{inner}' of {left.X.Type.Shape} and {right.X.Type.Shape} differ");
            long Count(Term term, string labels) => labels.Aggregate(1L, (n, l) => checked(n * term.Extent(l)));
            // Axes that broadcast (an ellipsis) keep their extents; all others are one axis of a matrix.
            var a = left.Shaped(left.Arranged(batch + rows + inner), [.. batch.Select(left.Extent), Count(left, rows), Count(left, inner)]);
            var b = right.Shaped(
                right.Arranged(batch + inner + columns), [.. batch.Select(right.Extent), Count(right, inner), Count(right, columns)]);
            var product = Cx.Emit(new MatMul(), a, b);
            var extents = batch.Select(l => Math.Max(left.Extent(l), right.Extent(l)))
                .Concat(rows.Select(left.Extent)).Concat(columns.Select(right.Extent));
            return new Term(Cx, left.Shaped(product, extents), batch + rows + columns);
        }

        /// <summary>The sum over what the result lacks, its axes in order.</summary>
        public Value Ordered(string labels) => Summed(l => labels.Contains(l, StringComparison.Ordinal)).Arranged(labels);
    }
}
