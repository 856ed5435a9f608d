using Sartor.Core;
using Sartor.Graph.Operators.Resampling;

namespace Sartor.Tailor.SubNets;

/// <summary>Makes the constants of a SubNet from those of its network; the data are moved when someone looks at them.</summary>
internal static class CutTensor
{
    // PyTorch's and the usual one for tables of positions.
    private const float Cubic = -0.75f;

    /// <param name="tensor">The network's constant.</param>
    /// <param name="axes">What is left of each axis; places of a plane of another size are interpolated bicubically, as of images.</param>
    public static Tensor Of(Tensor tensor, AxisCut[] axes)
    {
        var shape = new Shape(NodeCut.Extents(axes));
        if (axes.All(axis => axis.IsWhole)) return tensor;
        AxisCut[] kept = [.. axes.Select(axis => axis is KeptAxis ? axis : AxisCut.Whole(axis.Own))];
        var picked = kept.All(axis => axis.IsWhole) ? tensor : new Tensor(
            tensor.Element, new Shape(NodeCut.Extents(kept)), new PickedBytes(tensor, kept).Memory);
        return axes.Any(axis => axis is ResizedAxis)
            ? new Tensor(tensor.Element, shape, new ResizedBytes(tensor.Element, shape, () => Resized(picked, axes)).Memory)
            : picked;
    }

    private static Tensor Resized(Tensor tensor, AxisCut[] axes)
    {
        for (var axis = 0; axis < axes.Length; axis++)
        {
            if (axes[axis] is ResizedAxis resized) tensor = Along(tensor, axis, resized);
        }
        return tensor;
    }

    private static Tensor Along(Tensor tensor, int axis, ResizedAxis cut)
    {
        var shape = tensor.Shape;
        long outer = shape.Extents.Take(axis).Aggregate(1L, (a, b) => a * b);
        var inner = shape.Extents.Skip(axis + 1).Aggregate(1L, (a, b) => a * b);
        var values = tensor.ToDoubles();
        long places = cut.Own - cut.Prefix, placesLeft = cut.Extent - cut.Prefix;
        Shape plane = new([outer, .. cut.From, inner]), planeLeft = new([outer, .. cut.To, inner]);
        var ofPlane = new double[outer * places * inner];
        var result = new double[outer * cut.Extent * inner];
        for (long i = 0; i < outer; i++)
        {
            Array.Copy(values, i * cut.Own * inner, result, i * cut.Extent * inner, cut.Prefix * inner);
            Array.Copy(values, ((i * cut.Own) + cut.Prefix) * inner, ofPlane, i * places * inner, places * inner);
        }
        var scales = plane.Extents.Select((extent, i) => (float)((double)planeLeft[i] / extent)).ToArray();
        var resize = new Resize(
            ResizeMode.Cubic, ResizeCoordinates.HalfPixel, ResizeRounding.Floor, [.. planeLeft.Extents], [.. scales])
        {
            CubicCoefficient = Cubic,
        };
        var moved = resize.Evaluate([Tensor.Create(plane, ofPlane)])!.Value[0].AsSpan<double>();
        for (long i = 0; i < outer; i++)
        {
            moved.Slice((int)(i * placesLeft * inner), (int)(placesLeft * inner))
                .CopyTo(result.AsSpan((int)(((i * cut.Extent) + cut.Prefix) * inner)));
        }
        return Tensor.Create(shape.With(axis, cut.Extent), result).ConvertTo(tensor.Element);
    }

    private sealed class ResizedBytes(ElementType element, Shape shape, Func<Tensor> make)
        : LazyBytes(checked((int)element.ByteCount(shape.ElementCount)))
    {
        private readonly Lazy<Tensor> _tensor = new(make);

        protected override void Fill(int start, Span<byte> target) => _tensor.Value.Data.Span.Slice(start, target.Length).CopyTo(target);
    }

    // Elements by their places along each axis.
    private sealed class PickedBytes : LazyBytes
    {
        private readonly Tensor _source;
        private readonly int[][] _places;
        private readonly long[] _strides;
        private readonly int _size, _run;

        public PickedBytes(Tensor source, AxisCut[] axes)
            : base(checked((int)(axes.Aggregate(1L, (all, axis) => all * axis.Extent) * (source.Element.Bits() / 8))))
        {
            _source = source;
            _size = source.Element.Bits() / 8;
            _strides = source.Shape.Strides();
            // Trailing axes of which the first elements remain, all but the outermost of them whole, are moved as one run.
            var last = axes.Length;
            _run = 1;
            while (last > 0 && axes[last - 1] is WholeAxis or KeptAxis { Chosen: null })
            {
                last--;
                _run *= (int)axes[last].Extent;
                if (!axes[last].IsWhole) break;
            }
            _places = [.. axes.Take(last).Select(axis => axis.Places())];
        }

        protected override int Step => _run * _size;

        protected override void Fill(int start, Span<byte> target)
        {
            var data = _source.Data.Span;
            var bytes = _run * _size;
            while (target.Length > 0)
            {
                var (row, skipped) = Math.DivRem(start, bytes);
                long from = 0;
                for (var axis = _places.Length - 1; axis >= 0; axis--)
                {
                    (row, var place) = Math.DivRem(row, _places[axis].Length);
                    from += _places[axis][place] * _strides[axis];
                }
                var count = Math.Min(bytes - skipped, target.Length);
                data.Slice(checked((int)(from * _size)) + skipped, count).CopyTo(target);
                target = target[count..];
                start += count;
            }
        }
    }
}
