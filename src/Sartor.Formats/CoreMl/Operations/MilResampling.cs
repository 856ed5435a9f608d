using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Resampling;

namespace Sartor.Formats.CoreMl.Operations;

/// <summary>Resampling of the last two axes.</summary>
internal static class MilResampling
{
    private static Resize Make(ReadContext cx, ResizeMode mode, ResizeCoordinates coordinates, long height, long width)
    {
        var x = cx.Shape(0);
        if (x.Rank < 3) cx.Fail($"its input {x} is not an image");
        if (height < 1 || width < 1) cx.Fail($"it gives {height}×{width}");
        long[] extents = [.. x.Extents.SkipLast(2), height, width];
        return new Resize(
            mode, coordinates, ResizeRounding.Floor, extents.ToEquatableArray(),
            extents.Select((e, i) => (float)e / x[i]).ToEquatableArray());
    }

    internal sealed class OfResize() : MilBinding<Resize>("resize_bilinear")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            long height = cx.Raw.Int("target_size_height", 1), width = cx.Raw.Int("target_size_width", 1);
            ResizeCoordinates? coordinates = cx.Raw.String("sampling_mode", "DEFAULT") switch
            {
                "DEFAULT" => ResizeCoordinates.Asymmetric,
                "STRICT_ALIGN_CORNERS" => ResizeCoordinates.AlignCorners,
                "ALIGN_CORNERS" when height > 1 && width > 1 => ResizeCoordinates.AlignCorners,
                "UNALIGN_CORNERS" => ResizeCoordinates.HalfPixel,
                _ => null,
            };
            if (coordinates is null) cx.Fail($"the sampling {cx.Raw.String("sampling_mode")} is not supported");
            return [cx.Emit(Make(cx, ResizeMode.Linear, coordinates!.Value, height, width), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            RequireFloats(cx, node);
            var (op, x) = (Of(node), node.Input(0).Type.Shape!);
            if (!CoreMlResizing.Expresses(op, x)) cx.Fail(node, $"Core ML has no such resizing: {OperatorWords.Of(op)}");
            if (op.Mode == ResizeMode.Nearest)
            {
                cx.Emit(
                    Raw(
                        "upsample_nearest_neighbor", ("scale_factor_height", op.Extents[x.Rank - 2] / x[-2]),
                        ("scale_factor_width", op.Extents[x.Rank - 1] / x[-1])), [node.Input(0)], node.Outputs);
                return;
            }
            cx.Emit(
                Raw(
                    "resize_bilinear", ("target_size_height", op.Extents[x.Rank - 2]), ("target_size_width", op.Extents[x.Rank - 1]),
                    ("sampling_mode", CoreMlResizing.Sampling(op, x)!)), [node.Input(0)], node.Outputs);
        }
    }

    internal sealed class Upsample() : MilBinding("upsample_nearest_neighbor", "upsample_bilinear")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            if (x.Rank < 3) cx.Fail($"its input {x} is not an image");
            float high = cx.Raw.Float("scale_factor_height", 1), wide = cx.Raw.Float("scale_factor_width", 1);
            long height = (long)Math.Floor((double)x[-2] * high), width = (long)Math.Floor((double)x[-1] * wide);
            var isNearest = cx.Raw.Type == "upsample_nearest_neighbor";
            var corners = !isNearest && cx.Raw.Int("align_corners", 1) != 0;
            var half = !isNearest && cx.Raw.Int("half_pixel_centers", corners ? 0 : 1) != 0;
            if (isNearest && (high != MathF.Floor(high) || wide != MathF.Floor(wide))) cx.Fail($"factors {high} and {wide} are not whole");
            if (corners && half) cx.Fail("corners and centres that are both aligned are not supported");
            var coordinates = corners ? ResizeCoordinates.AlignCorners : half ? ResizeCoordinates.HalfPixel : ResizeCoordinates.Asymmetric;
            return [cx.Emit(Make(cx, isNearest ? ResizeMode.Nearest : ResizeMode.Linear, coordinates, height, width), cx.Input(0))];
        }
    }
}
