using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Resampling;

/// <summary>
/// Resampling to other extents. ONNX Upsample 7–9, Resize 10–19 (cropping: <see cref="Cropped"/>); TFLite RESIZE_BILINEAR,
/// RESIZE_NEAREST_NEIGHBOR.
/// </summary>
/// <param name="Mode">How a value comes from its neighbours.</param>
/// <param name="Coordinates">Where the place of a result element lies in the input.</param>
/// <param name="Rounding">Which neighbour is nearest; only for <see cref="ResizeMode.Nearest"/>.</param>
/// <param name="Extents">The result's extents, one an axis.</param>
/// <param name="Scales">Result / input, one an axis, as the file gives them: they need not equal the ratio of the extents.</param>
public sealed partial record Resize(
    ResizeMode Mode, ResizeCoordinates Coordinates, ResizeRounding Rounding, EquatableArray<long> Extents,
    EquatableArray<float> Scales) : Operator, IAxisPlacement
{
    /// <summary>Coefficient a of Keys' cubic kernel, −0.75 or −0.5 as a rule; only for <see cref="ResizeMode.Cubic"/>.</summary>
    public float CubicCoefficient { get; init; }

    /// <summary>Neighbours outside of the input weigh nothing, instead of repeating its edge; only for cubic.</summary>
    public bool ExcludesOutside { get; init; }

    /// <summary>TFLite resizes the middle axes of [N,H,W,C].</summary>
    public bool IsPlaced(Shape x) => x?.Rank == 4 && Extents[0] == x[0] && Extents[3] == x[3];

    public Permutation? Wanted(Shape x) =>
        x?.Rank == 4 && !IsPlaced(x) && Extents[0] == x[0] && Extents[1] == x[1] ? ChannelLayouts.ToChannelsLast(4) : null;

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, Extents.Count, Extents.Count);
        if (x.ElementCount == 0) inputs.Fail($"{x} is empty");
        return [inputs.Type(0) with { Shape = new Shape(Extents.AsSpan()) }];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) => AxisPropagations.FirstInput(
        this with { Extents = permutation.Apply(Extents), Scales = permutation.Apply(Scales) }, permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!x.Element.IsFloat() && !(Mode == ResizeMode.Nearest && x.Element.IsInteger())) return null;
        var values = x.ToDoubles();
        var shape = x.Shape;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (Extents[axis] == shape[axis] && Scales[axis] == 1) continue;
            var result = shape.With(axis, Extents[axis]);
            values = Along(axis, values, shape, result);
            shape = result;
        }
        return [Elements.FromDoubles(shape, values, x.Element)];
    }

    // All modes are separable.
    private double[] Along(int axis, double[] values, Shape from, Shape to)
    {
        AxisRuns source = AxisRuns.Along(from, axis), target = AxisRuns.Along(to, axis);
        var taps = Enumerable.Range(0, checked((int)target.Length)).Select(k => Taps(axis, k, source.Length).ToArray()).ToArray();
        var result = new double[to.ElementCount];
        for (long i = 0; i < result.Length; i++)
        {
            long inner = i % target.Inner, k = i / target.Inner % target.Length, outer = i / target.Inner / target.Length;
            double sum = 0;
            foreach (var (place, weight) in taps[k])
            {
                if (weight != 0) sum += weight * values[(((outer * source.Length) + place) * source.Inner) + inner];
            }
            result[i] = sum;
        }
        return result;
    }

    /// <summary>The elements of an input axis that make result element k, with their weights; a place may come more than once.</summary>
    internal IEnumerable<(long Place, double Weight)> Taps(int axis, long k, long extent)
    {
        var at = Source(k, extent, Extents[axis], Scales[axis]);
        var low = Math.Floor((double)at);
        (double Place, double Weight)[] taps = Mode switch
        {
            ResizeMode.Nearest => [(Nearest(at, Scales[axis]), 1)],
            ResizeMode.Linear => [(low, 1 - (at - low)), (low + 1, at - low)],
            _ => Cubic(low, at - low, extent),
        };
        return taps.Select(t => ((long)Math.Clamp(t.Place, 0, extent - 1), t.Weight));
    }

    // R. Keys, Cubic convolution interpolation for digital image processing, IEEE Trans. ASSP 29 (1981), with the coefficient open.
    private (double Place, double Weight)[] Cubic(double low, double ratio, long extent)
    {
        double a = CubicCoefficient;
        double Near(double d) => ((((a + 2) * d) - (a + 3)) * d * d) + 1;
        double Far(double d) => (((((d - 5) * d) + 8) * d) - 4) * a;
        (double Place, double Weight)[] taps =
            [(low - 1, Far(1 + ratio)), (low, Near(ratio)), (low + 1, Near(1 - ratio)), (low + 2, Far(2 - ratio))];
        if (!ExcludesOutside) return taps;
        var inside = taps.Where(t => t.Place >= 0 && t.Place < extent).ToArray();
        var sum = inside.Sum(t => t.Weight);
        return Array.ConvertAll(inside, t => (t.Place, t.Weight / sum));
    }

    // Rounded to float32, as runtimes compute it: 0.5 / (1/6) has to be 3 and not just below.
    private float Source(double k, long input, long output, float scale) => (float)(Coordinates switch
    {
        ResizeCoordinates.Asymmetric => k / scale,
        ResizeCoordinates.AlignCorners => output == 1 ? 0 : k * (input - 1) / (output - 1),
        ResizeCoordinates.PyTorchHalfPixel when output == 1 => 0,
        ResizeCoordinates.HalfPixelForNearest => (k + 0.5) / scale,
        _ => ((k + 0.5) / scale) - 0.5,
    });

    private long Nearest(double at, float scale) => (long)(Rounding switch
    {
        ResizeRounding.CeilingWhereSmaller => scale < 1 ? Math.Ceiling(at) : Math.Floor(at),
        ResizeRounding.Floor => Math.Floor(at),
        ResizeRounding.Ceiling => Math.Ceiling(at),
        ResizeRounding.HalfUp => Math.Floor(at + 0.5),
        _ => Math.Ceiling(at - 0.5),
    });
}
