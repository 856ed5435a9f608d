using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Resampling;

/// <summary>
/// Resampling to other extents. ONNX Upsample 7–9, Resize 10–19 (nearest, linear; no cropping); TFLite RESIZE_BILINEAR,
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

    // Both modes are separable.
    private double[] Along(int axis, double[] values, Shape from, Shape to)
    {
        AxisRuns source = AxisRuns.Along(from, axis), target = AxisRuns.Along(to, axis);
        var result = new double[to.ElementCount];
        for (long i = 0; i < result.Length; i++)
        {
            long inner = i % target.Inner, k = i / target.Inner % target.Length, outer = i / target.Inner / target.Length;
            double At(long place) => values[(((outer * source.Length) + Math.Clamp(place, 0, source.Length - 1)) * source.Inner) + inner];
            var at = Source(k, source.Length, target.Length, Scales[axis]);
            var low = Math.Floor(at);
            result[i] = Mode == ResizeMode.Nearest
                ? At(Nearest(at, Scales[axis]))
                : At((long)low) + ((at - low) * (At((long)low + 1) - At((long)low)));
        }
        return result;
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
