using System.Numerics;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Products;

/// <summary>
/// Determinants of small square matrices [batch…,n,n]: ONNX Det 11–22, which has no operator of its own here. The minors of the first
/// k rows come from those of the first k − 1 (Laplace's expansion), each once.
/// </summary>
internal static class Determinant
{
    // n · 2ⁿ⁻¹ products.
    private const long Largest = 6;

    internal sealed class Onnx() : OnnxBinding("Det")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            if (x.Rank < 2 || x[-1] != x[-2]) cx.Fail($"{x} has no square matrices");
            if (x[-1] is < 1 or > Largest) cx.Fail($"matrices of {x[-1]}×{x[-1]} are not written out, 1×1 to {Largest}×{Largest} are");
            var n = (int)x[-1];
            var count = x.ElementCount / (n * n);
            if (count == 0) cx.Fail($"{x} is empty");
            var rows = cx.Emit(new Reshape([count, n * n]), cx.Input(0));
            Value Element(int row, int column) => cx.Emit(new Slice([0, (row * n) + column], [count, 1], [1, 1]), rows);
            var minors = new Dictionary<uint, Value>();
            for (var row = 0; row < n; row++)
            {
                var elements = Enumerable.Range(0, n).Select(column => Element(row, column)).ToArray();
                minors = Sets(n, row + 1).ToDictionary(set => set, set => Minor(cx, set, elements, minors));
            }
            return [cx.Emit(new Reshape(x.Extents.SkipLast(2).ToEquatableArray()), minors.Values.Single())];
        }
    }

    // The last row of the minor of some columns, expanded.
    private static Value Minor(ReadContext cx, uint columns, Value[] row, Dictionary<uint, Value> before)
    {
        Value? sum = null;
        var size = BitOperations.PopCount(columns);
        for (int column = 0, place = 0; column < row.Length; column++)
        {
            var bit = 1u << column;
            if ((columns & bit) == 0) continue;
            place++;
            var product = size == 1 ? row[column] : cx.Emit(new Mul(), row[column], before[columns & ~bit]);
            var isNegative = (size - place) % 2 != 0;
            if (sum is null) sum = isNegative ? cx.Emit(new Neg(), product) : product;
            else sum = isNegative ? cx.Emit(new Sub(), sum, product) : cx.Emit(new Add(), sum, product);
        }
        return sum!;
    }

    private static IEnumerable<uint> Sets(int n, int size) =>
        Enumerable.Range(0, 1 << n).Select(i => (uint)i).Where(set => BitOperations.PopCount(set) == size);
}
