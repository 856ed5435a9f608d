using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Resampling;

/// <summary>
/// Images [N,C,H,W] read at computed places [N,h,w,2], x before y, −1 … 1 from edge to edge (Jaderberg et al., arXiv 1506.02025): ONNX
/// GridSample 16–20, which has no operator of its own here. Each neighbour is one gather from the pixels in a row.
/// </summary>
internal static class GridSample
{
    internal sealed class Onnx() : OnnxBinding("GridSample")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            Shape x = cx.Shape(0), grid = cx.Shape(1);
            if (x.Rank != 4 || grid.Rank != 4 || grid[-1] != 2 || grid[0] != x[0] || x.ElementCount is 0 or > int.MaxValue)
                cx.Fail($"a grid {grid} for images {x} is not supported");
            if (x[0] * x[2] * x[3] > 1 << 24) cx.Fail($"places in {x} are not exact in float32");
            var sampler = new Sampler(
                cx, cx.Input(0), cx.Input(1), cx.Raw.Int("align_corners", 0) != 0, cx.Raw.String("padding_mode", "zeros"));
            var result = cx.Raw.String("mode", cx.Raw.Version >= 20 ? "linear" : "bilinear") switch
            {
                "bilinear" or "linear" => sampler.Linear(),
                "nearest" => sampler.Nearest(),
                "bicubic" or "cubic" => sampler.Cubic(),
                var other => throw new RawNodeException($"mode '{other}' is not supported"),
            };
            return [ChannelsFirst(cx, result)];
        }
    }

    /// <summary>Linear between pixels, zero outside, −1 and 1 the edges of the image.</summary>
    internal static Value Zeros(ReadContext cx, Value images, Value grid) =>
        ChannelsFirst(cx, new Sampler(cx, images, grid, aligned: false, "zeros").Linear());

    private static Value ChannelsFirst(ReadContext cx, Value samples) =>
        cx.Emit(new Transpose(ChannelLayouts.ToChannelsLast(4).Inverse()), samples);

    /// <summary>Values are [N,h,w], and [N,h,w,C] where they are pixels.</summary>
    private sealed class Sampler
    {
        private const double Coefficient = -0.75;
        private readonly ReadContext _cx;
        private readonly Shape _images;
        private readonly Shape _grid;
        private readonly Value _places;
        private readonly Value _pixels;
        private readonly Value _starts;
        private readonly bool _aligned;
        private readonly string _padding;

        public Sampler(ReadContext cx, Value x, Value grid, bool aligned, string padding)
        {
            var images = x.Type.Shape!;
            (_cx, _images, _places, _grid, _aligned, _padding) = (cx, images, grid, grid.Type.Shape!, aligned, padding);
            if (_padding is not ("zeros" or "border" or "reflection")) cx.Fail($"padding_mode '{_padding}' is not supported");
            var last = cx.Emit(new Transpose(ChannelLayouts.ToChannelsLast(4)), x);
            _pixels = cx.Emit(new Reshape([images[0] * images[2] * images[3], images[1]]), last);
            cx.TakeElements(images[0]);
            var starts = Enumerable.Range(0, checked((int)images[0])).Select(n => (float)(n * images[2] * images[3])).ToArray();
            _starts = cx.Constant(Tensor.Create(new Shape(images[0], 1, 1), starts));
        }

        public Value Nearest()
        {
            Value x = Place(0), y = Place(1);
            return Pixel(Emit(new Round(), x), Emit(new Round(), y));
        }

        public Value Linear()
        {
            Value x = Place(0), y = Place(1), left = Emit(new Floor(), x), top = Emit(new Floor(), y);
            return Weighted(left, top, [Rest(Minus(x, left)), Minus(x, left)], [Rest(Minus(y, top)), Minus(y, top)], 0);
        }

        public Value Cubic()
        {
            Value x = Place(0), y = Place(1), left = Emit(new Floor(), x), top = Emit(new Floor(), y);
            return Weighted(left, top, Weights(Minus(x, left)), Weights(Minus(y, top)), 1);
        }

        /// <summary>Pixels from (left − before, top − before) on, times the products of their weights.</summary>
        private Value Weighted(Value left, Value top, Value[] columns, Value[] rows, int before)
        {
            Value? sum = null;
            for (var j = 0; j < rows.Length; j++)
            {
                for (var i = 0; i < columns.Length; i++)
                {
                    var pixel = Pixel(Plus(left, Number(i - before)), Plus(top, Number(j - before)));
                    var term = Times(pixel, Column(Times(columns[i], rows[j])));
                    sum = sum is null ? term : Plus(sum, term);
                }
            }
            return sum!;
        }

        // Keys' kernel at distances 1 + t, t, 1 − t, 2 − t.
        private Value[] Weights(Value t)
        {
            Value Near(Value d) => Polynomial(d, Coefficient + 2, -(Coefficient + 3), 0, 1);
            Value Far(Value d) => Polynomial(d, Coefficient, -5 * Coefficient, 8 * Coefficient, -4 * Coefficient);
            var rest = Rest(t);
            return [Far(Plus(t, Number(1))), Near(t), Near(rest), Far(Plus(rest, Number(1)))];
        }

        private Value Polynomial(Value x, params double[] coefficients)
        {
            var sum = Number(coefficients[0]);
            foreach (var coefficient in coefficients.AsSpan(1)) sum = Plus(Times(sum, x), Number(coefficient));
            return sum;
        }

        /// <summary>The coordinate in pixels along x (0) or y (1).</summary>
        private Value Place(int part)
        {
            var slice = Slice.FromBounds(_grid, [3], [part], [part + 1], [1]);
            var given = Emit(new Reshape([_grid[0], _grid[1], _grid[2]]), Emit(slice, _places));
            var extent = Extent(part);
            var place = _aligned
                ? Times(Plus(given, Number(1)), Number((extent - 1) / 2.0))
                : Plus(Times(Plus(given, Number(1)), Number(extent / 2.0)), Number(-0.5));
            // Neighbours of a cubic kernel are brought inside one by one.
            var isCubic = _cx.Raw.String("mode", "").EndsWith("cubic", StringComparison.Ordinal);
            return _padding == "zeros" || isCubic ? place : Inside(place, part);
        }

        private long Extent(int part) => part == 0 ? _images[3] : _images[2];

        private Value Inside(Value place, int part)
        {
            var last = Extent(part) - 1;
            if (_padding == "reflection") place = Reflected(place, part);
            return Emit(new Clamp(0, last), place);
        }

        // Back and forth between the edges, or the centres of the outer pixels where corners are aligned.
        private Value Reflected(Value place, int part)
        {
            double low = _aligned ? 0 : -0.5, span = _aligned ? Extent(part) - 1 : Extent(part);
            if (span == 0) return Times(place, Number(0));
            var distance = Emit(new Abs(), Plus(place, Number(-low)));
            var turns = Emit(new Floor(), Emit(new Div(), distance, Number(span)));
            var extra = Minus(distance, Times(turns, Number(span)));
            var isOdd = Emit(new Greater(), Minus(turns, Times(Emit(new Floor(), Times(turns, Number(0.5))), Number(2))), Number(0.5));
            return Plus(Emit(new Select(), isOdd, Minus(Number(span), extra), extra), Number(low));
        }

        /// <summary>The pixels [N,h,w,C] at whole coordinates; zero outside, or what the padding brings in.</summary>
        private Value Pixel(Value x, Value y)
        {
            Value column = Inside(x, 0), row = Inside(y, 1);
            var place = Plus(Plus(Times(row, Number(_images[3])), column), _starts);
            var pixels = Emit(new Gather(0), _pixels, Emit(new Cast(ElementType.Int32), place));
            if (_padding != "zeros") return pixels;
            var isInside = Emit(new LogicalAnd(), Emit(new Equal(), column, x), Emit(new Equal(), row, y));
            return Emit(new Select(), Column(isInside), pixels, Number(0));
        }

        private Value Column(Value value) => Emit(new Reshape([.. value.Type.Shape!.Extents, 1]), value);

        private Value Emit(Operator op, params ReadOnlySpan<Value?> inputs) => _cx.Emit(op, inputs);

        private Value Number(double value) => _cx.Constant(Tensor.Scalar((float)value));

        private Value Plus(Value a, Value b) => Emit(new Add(), a, b);

        private Value Minus(Value a, Value b) => Emit(new Sub(), a, b);

        private Value Times(Value a, Value b) => Emit(new Mul(), a, b);

        private Value Rest(Value a) => Minus(Number(1), a);
    }
}
