using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Resampling;

public sealed partial record Resize
{
    internal sealed class Onnx() : OnnxBinding<Resize>("Resize", "Upsample")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        /// <summary>
        /// By scales where they give the extents, else by sizes, of which the scales are the ratio. Axes whose rounding differs are resized
        /// one after the other.
        /// </summary>
        public override void Write(Node node, WriteContext cx)
        {
            var (op, x) = (Of(node), node.Input(0));
            var from = x.Type.Shape!;
            if (op.Rounding == ResizeRounding.CeilingWhereSmaller && op.Mode == ResizeMode.Nearest)
            {
                int[] smaller = [.. Enumerable.Range(0, from.Rank).Where(axis => op.Scales[axis] < 1)];
                var isMixed = smaller.Length > 0 && op.Scales.Items.Any(s => s > 1);
                if (isMixed)
                {
                    var between = new Shape([.. from.Extents.Select((e, axis) => smaller.Contains(axis) ? op.Extents[axis] : e)]);
                    var scales = op.Scales.Items.Select((s, axis) => smaller.Contains(axis) ? s : 1);
                    var first = op with { Extents = between.Extents.ToEquatableArray(), Scales = scales.ToEquatableArray() };
                    var half = cx.Temporary($"{node.Name}/smaller", Real(x) with { Shape = between }, null);
                    Emit(node, cx, first with { Rounding = ResizeRounding.Ceiling }, x, half);
                    op = op with { Scales = op.Scales.Items.Select((s, axis) => smaller.Contains(axis) ? 1 : s).ToEquatableArray() };
                    x = half;
                }
                op = op with { Rounding = smaller.Length > 0 && !isMixed ? ResizeRounding.Ceiling : ResizeRounding.Floor };
            }
            Emit(node, cx, op, x, node.Output);
        }

        private static void Emit(Node node, WriteContext cx, Resize op, Value x, Value result)
        {
            var from = x.Type.Shape!;
            var axes = Enumerable.Range(0, from.Rank).ToArray();
            var isScaled = axes.All(i => (long)MathF.Floor(from[i] * op.Scales[i]) == op.Extents[i]);
            if (!isScaled && axes.Any(i => op.Scales[i] != (float)op.Extents[i] / from[i]))
                cx.Fail(node, $"neither the scales {op.Scales} nor the extents {op.Extents} alone say what it makes of {from}");
            // What operator set 13 no longer has: ⌊p⌋ is the nearest to p − ½, halves up, and the nearest to p, halves down, is ⌈p − ½⌉.
            var isHalf = op.Coordinates == ResizeCoordinates.HalfPixelForNearest;
            if (isHalf && op is not { Mode: ResizeMode.Nearest, Rounding: ResizeRounding.Floor or ResizeRounding.HalfDown })
                cx.Fail(node, $"ONNX has no {op.Mode} resizing with {op.Coordinates} and {op.Rounding}");
            var coordinates = op.Coordinates switch
            {
                ResizeCoordinates.PyTorchHalfPixel => "pytorch_half_pixel",
                ResizeCoordinates.Asymmetric => "asymmetric",
                ResizeCoordinates.AlignCorners => "align_corners",
                _ => "half_pixel",
            };
            var rounding = op.Rounding switch
            {
                ResizeRounding.Floor => isHalf ? "round_prefer_ceil" : "floor",
                ResizeRounding.Ceiling => "ceil",
                ResizeRounding.HalfUp => "round_prefer_ceil",
                _ => isHalf ? "ceil" : "round_prefer_floor",
            };
            var mode = op.Mode switch { ResizeMode.Nearest => "nearest", ResizeMode.Cubic => "cubic", _ => "linear" };
            var raw = Raw(
                "Resize", ("mode", mode), ("coordinate_transformation_mode", coordinates), ("nearest_mode", rounding),
                ("cubic_coeff_a", op.CubicCoefficient), ("exclude_outside", op.ExcludesOutside ? 1L : 0L));
            Value Scales() => cx.Constant($"{result.Name}/scales", Tensor.Vector(op.Scales.AsSpan()));
            Value?[] inputs = isScaled ? [x, null, Scales()] : [x, null, null, Ints(cx, $"{result.Name}/sizes", op.Extents)];
            cx.Emit(raw, inputs, [result]);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            // Upsample, and Resize 10, know neither coordinates nor rounding; ONNX Runtime's are taken.
            var old = raw.Type == "Upsample" || raw.Version < 11;
            var x = cx.Shape(0);
            var axes = cx.Raw.Has("axes")
                ? cx.Raw.Ints("axes").Items.Select(a => cx.Axis(checked((int)a), 0)).ToArray()
                : [.. Enumerable.Range(0, x.Rank)];
            var (extents, scales) = Target(cx, x, axes, old);
            if (extents.Any(e => e is < 1 or > int.MaxValue)) cx.Fail($"sizes [{string.Join(',', extents)}] are out of range");
            if (raw.Int("antialias", 0) != 0) cx.Fail("antialiasing is not supported");
            var mode = raw.String("mode", "nearest") switch
            {
                "nearest" => ResizeMode.Nearest,
                "linear" => ResizeMode.Linear,
                "cubic" => ResizeMode.Cubic,
                var other => throw new RawNodeException($"mode '{other}' is not supported"),
            };
            var crops = !old && raw.String("coordinate_transformation_mode", "half_pixel") == "tf_crop_and_resize";
            var op = new Resize(
                mode, old || crops ? ResizeCoordinates.Asymmetric : Coordinates(raw),
                old ? ResizeRounding.CeilingWhereSmaller : Rounding(raw),
                extents.ToEquatableArray(), scales.ToEquatableArray());
            if (crops) return [Cropped(cx, x, axes, op)];
            if (extents.SequenceEqual(x.Extents) && scales.All(s => s == 1)) return [cx.Input(0)];
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

        private static (long[] Extents, float[] Scales) Target(ReadContext cx, Shape x, int[] axes, bool old)
        {
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
