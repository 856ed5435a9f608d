using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Resampling;

public sealed partial record Resize
{
    internal sealed class Onnx() : OnnxBinding("Resize", "Upsample")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            // Upsample, and Resize 10, know neither coordinates nor rounding; ONNX Runtime's are taken.
            var old = raw.Type == "Upsample" || raw.Version < 11;
            var x = cx.Shape(0);
            var (extents, scales) = Target(cx, x, old);
            if (extents.Any(e => e is < 1 or > int.MaxValue)) cx.Fail($"sizes [{string.Join(',', extents)}] are out of range");
            if (raw.Int("antialias", 0) != 0) cx.Fail("antialiasing is not supported");
            var mode = raw.String("mode", "nearest") switch
            {
                "nearest" => ResizeMode.Nearest,
                "linear" => ResizeMode.Linear,
                "cubic" => ResizeMode.Cubic,
                var other => throw new RawNodeException($"mode '{other}' is not supported"),
            };
            var op = new Resize(
                mode, old ? ResizeCoordinates.Asymmetric : Coordinates(raw), old ? ResizeRounding.CeilingWhereSmaller : Rounding(raw),
                extents.ToEquatableArray(), scales.ToEquatableArray());
            if (mode == ResizeMode.Cubic)
            {
                op = op with
                {
                    CubicCoefficient = raw.Float("cubic_coeff_a", -0.75f),
                    ExcludesOutside = raw.Int("exclude_outside", 0) != 0,
                };
            }
            return [cx.Emit(op, cx.Input(0))];
        }

        private static (long[] Extents, float[] Scales) Target(ReadContext cx, Shape x, bool old)
        {
            var axes = cx.Raw.Has("axes")
                ? cx.Raw.Ints("axes").Items.Select(a => cx.Axis(checked((int)a), 0)).ToArray()
                : [.. Enumerable.Range(0, x.Rank)];
            var extents = x.Extents.ToArray();
            var scales = extents.Select(_ => 1f).ToArray();
            if (!old && cx.OptionalInput(3) is not null)
            {
                if (cx.Raw.String("keep_aspect_ratio_policy", "stretch") != "stretch") cx.Fail("keep_aspect_ratio_policy is not supported");
                var sizes = cx.ConstantInput(3).ToInt64s();
                if (sizes.Length != axes.Length) cx.Fail($"{sizes.Length} sizes do not fit {x}");
                for (var i = 0; i < axes.Length; i++) (extents[axes[i]], scales[axes[i]]) = (sizes[i], (float)sizes[i] / x[axes[i]]);
                return (extents, scales);
            }
            // The products are float32's, as ONNX Runtime has them: 10 · 0.7 is 7.
            var given = cx.Raw.Has("scales") ? cx.Raw.Floats("scales").Items.ToArray() : cx.ConstantInput(old ? 1 : 2).ToSingles();
            if (given.Length != axes.Length || given.Any(s => !(s > 0) || !float.IsFinite(s)))
                cx.Fail($"scales [{string.Join(',', given)}] do not fit {x}");
            for (var i = 0; i < axes.Length; i++)
                (extents[axes[i]], scales[axes[i]]) = ((long)MathF.Floor(x[axes[i]] * given[i]), given[i]);
            return (extents, scales);
        }

        private static ResizeCoordinates Coordinates(RawNode raw) => raw.String("coordinate_transformation_mode", "half_pixel") switch
        {
            "half_pixel" => ResizeCoordinates.HalfPixel,
            "pytorch_half_pixel" => ResizeCoordinates.PyTorchHalfPixel,
            "asymmetric" => ResizeCoordinates.Asymmetric,
            "align_corners" => ResizeCoordinates.AlignCorners,
            "tf_half_pixel_for_nn" => ResizeCoordinates.HalfPixelForNearest,
            var other => throw new RawNodeException($"coordinate_transformation_mode '{other}' is not supported"),
        };

        private static ResizeRounding Rounding(RawNode raw) => raw.String("nearest_mode", "round_prefer_floor") switch
        {
            "round_prefer_floor" => ResizeRounding.HalfDown,
            "round_prefer_ceil" => ResizeRounding.HalfUp,
            "floor" => ResizeRounding.Floor,
            "ceil" => ResizeRounding.Ceiling,
            var other => throw new RawNodeException($"nearest_mode '{other}' is not supported"),
        };
    }
}
