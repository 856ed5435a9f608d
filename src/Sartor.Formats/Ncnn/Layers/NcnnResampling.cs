using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Resampling;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn.Layers;

/// <summary>Resampling of images: the neighbour below, or half-pixel places for linear and cubic interpolation.</summary>
internal static class NcnnResampling
{
    private const float Coefficient = -0.75f;

    internal sealed class Interp() : NcnnBinding<Resize>("Interp")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var (raw, x) = (cx.Raw, cx.Shape(0));
            if (cx.InputCount > 1 || Int(raw, 5) != 0 || raw.Has("9")) cx.Fail("extents that are computed are not supported");
            if (x.Rank != 4) cx.Fail($"its input {x} is not an image");
            if (Int(raw, 0) is var type && type is < 1 or > 3) cx.Fail($"type {type} is not supported");
            long h = Int(raw, 3), w = Int(raw, 4);
            float scaleH = Float(raw, 1, 1), scaleW = Float(raw, 2, 1);
            if (h == 0 || w == 0) (h, w) = ((long)(x[2] * scaleH), (long)(x[3] * scaleW));
            if (h < 1 || w < 1) cx.Fail($"it gives {h}×{w}");
            var coordinates = type == 1 ? ResizeCoordinates.Asymmetric
                : Int(raw, 6) != 0 ? ResizeCoordinates.AlignCorners : ResizeCoordinates.HalfPixel;
            var mode = type switch { 1 => ResizeMode.Nearest, 2 => ResizeMode.Linear, _ => ResizeMode.Cubic };
            return
            [
                cx.Emit(
                    new Resize(mode, coordinates, ResizeRounding.Floor, [1, x[1], h, w], [1, 1, (float)h / x[2], (float)w / x[3]])
                    {
                        CubicCoefficient = mode == ResizeMode.Cubic ? Coefficient : 0,
                    }, cx.Input(0)),
            ];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = Of(node);
            var x = Sample(cx, node, node.Input(0), 3);
            if (op.Extents[1] != x[0]) cx.Fail(node, "ncnn resizes height and width, not channels");
            long[] extents = [op.Extents[2], op.Extents[3]];
            if (Problem(op, x, extents) is { } problem) cx.Fail(node, problem);
            var type = op.Mode switch { ResizeMode.Nearest => 1L, ResizeMode.Linear => 2L, _ => 3L };
            var corners = op.Coordinates == ResizeCoordinates.AlignCorners && op.Mode != ResizeMode.Nearest ? 1L : 0L;
            cx.Emit(
                Raw("Interp", (0, type), (3, extents[0]), (4, extents[1]), (6, corners)), [Shaped(cx, node, node.Input(0), x)],
                    node.Outputs);
        }

        private static string? Problem(Resize op, long[] x, long[] extents)
        {
            for (var i = 0; i < 2; i++)
            {
                long input = x[i + 1], result = extents[i];
                if (input == result) continue;
                var ratio = (float)result / input;
                if (op.Coordinates != ResizeCoordinates.AlignCorners && MathF.Abs(op.Scales[i + 2] - ratio) > 1e-5f * ratio)
                    return $"Interp of ncnn takes the ratio of the extents, {ratio}, for the scale, and this one is {op.Scales[i + 2]}";
                if (op.Mode == ResizeMode.Nearest && !IsBelow(op, input, result))
                    return $"Interp of ncnn takes the neighbour below k / scale, not {op.Rounding} of {op.Coordinates}";
                if (op.Mode != ResizeMode.Nearest && !(op.Coordinates is ResizeCoordinates.HalfPixel or ResizeCoordinates.AlignCorners
                    || (op.Coordinates == ResizeCoordinates.PyTorchHalfPixel && result > 1)))
                    return $"Interp of ncnn has no places {op.Coordinates}";
            }
            if (op.Mode == ResizeMode.Cubic && (op.CubicCoefficient != Coefficient || op.ExcludesOutside))
                return $"cubic interpolation of ncnn has the coefficient {Coefficient} and repeats the border";
            return null;
        }

        // Where the result is a multiple, every rule but that of the corners finds the same neighbour.
        private static bool IsBelow(Resize op, long input, long result) => op.Coordinates switch
        {
            ResizeCoordinates.Asymmetric => op.Rounding == ResizeRounding.Floor
                || (op.Rounding == ResizeRounding.CeilingWhereSmaller && result > input),
            ResizeCoordinates.HalfPixel or ResizeCoordinates.PyTorchHalfPixel => result % input == 0
                && op.Rounding is ResizeRounding.HalfDown or ResizeRounding.HalfUp,
            ResizeCoordinates.HalfPixelForNearest => op.Rounding == ResizeRounding.Floor && result % input == 0,
            _ => false,
        };
    }
}
