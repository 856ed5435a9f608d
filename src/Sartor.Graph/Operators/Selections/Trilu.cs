using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Selections;

/// <summary>A triangle of each matrix, 0 elsewhere: ONNX Trilu 14, which has no operator of its own here.</summary>
internal static class Trilu
{
    /// <summary>Column − row ≥ k stays (upper), or ≤ k (lower); k is constant, 0 where it is left out.</summary>
    internal sealed class Onnx() : OnnxBinding("Trilu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            if (x.Rank < 2) cx.Fail($"{x} is not a matrix");
            var given = cx.OptionalInts(1)?.Items;
            if (given is { Length: not 1 }) cx.Fail($"k has {given.Value.Length} elements");
            var k = given?[0] ?? 0;
            var ones = Enumerable.Repeat(1L, x.Rank - 2).ToArray();
            var zero = Tensor.Scalar(0).ConvertTo(cx.Input(0).Type.Element).Reshape(new Shape([.. ones, 1, 1]));
            var mask = new Tensor(ElementType.Bool, new Shape([.. ones, x[-2], x[-1]]), Mask(cx, x[-2], x[-1], k));
            return [cx.Emit(new Select(), cx.Constant(mask), cx.Input(0), cx.Constant(zero))];
        }

        private static byte[] Mask(ReadContext cx, long rows, long columns, long k)
        {
            cx.TakeElements(checked(rows * columns));
            var isUpper = cx.Raw.Int("upper", 1) != 0;
            var mask = new byte[rows * columns];
            for (var i = 0; i < mask.Length; i++)
            {
                var offset = (i % columns) - (i / columns);
                mask[i] = (isUpper ? offset >= k : offset <= k) ? (byte)1 : (byte)0;
            }
            return mask;
        }
    }
}
