using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Selections;

namespace Sartor.Graph.Operators.Resampling;

public sealed partial record Resize
{
    /// <summary>Whether a kernel does this once its layout is channels last: what changes are the spatial axes of either layout.</summary>
    internal bool HasKernel(Shape x)
    {
        if (x.Rank == 4) return TFLite.Expresses(this, x, 2, 3) || TFLite.Expresses(this, x, 1, 2);
        // One spatial axis gets a second one of extent 1.
        return x.Rank == 3 && TFLite.Expresses(
            this with { Extents = [Extents[0], Extents[1], 1, Extents[2]], Scales = [Scales[0], Scales[1], 1, Scales[2]] },
            new Shape(x[0], x[1], 1, x[2]), 2, 3);
    }

    internal sealed class TFLite() : TFLiteBinding<Resize>("RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR")
    {
        private const string Align = "align_corners";
        private const string HalfPixels = "half_pixel_centers";
        private static readonly TFLiteVersions Versions = new(2, 4);
        private static readonly (bool Align, bool Half)[] s_ways = [(false, false), (false, true), (true, false)];

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var size = cx.ConstantInput(1).ToInt64s();
            bool align = cx.Raw.Int(Align, 0) != 0, half = cx.Raw.Int(HalfPixels, 0) != 0;
            if (x.Rank != 4 || size.Length != 2 || size.Any(s => s < 1) || x.ElementCount == 0)
                cx.Fail($"a size of [{string.Join(',', size)}] for {x}");
            if (align && half) cx.Fail("aligned corners and half-pixel centres exclude each other");
            return [cx.Emit(
                Make(cx.Raw.Type == "RESIZE_BILINEAR" ? ResizeMode.Linear : ResizeMode.Nearest, align, half, x, size[0], size[1]),
                cx.Input(0))];
        }

        private static Resize Make(ResizeMode mode, bool align, bool half, Shape x, long height, long width)
        {
            var coordinates = align ? ResizeCoordinates.AlignCorners
                : !half ? ResizeCoordinates.Asymmetric
                : mode == ResizeMode.Linear ? ResizeCoordinates.HalfPixel : ResizeCoordinates.HalfPixelForNearest;
            return new Resize(
                mode, coordinates, align ? ResizeRounding.HalfUp : ResizeRounding.Floor, [x[0], height, width, x[3]],
                [1, (float)height / x[1], (float)width / x[2], 1]);
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Resize)node.Operator;
            var x = node.Input(0).Type.Shape!;
            if (op.Mode == ResizeMode.Nearest && node.Input(0).Type.Element is ElementType.Int32 or ElementType.Int64 or ElementType.Bool)
            {
                WriteGathers(node, cx, op);
                return;
            }
            if (x.Rank != 4 || op.Extents[0] != x[0] || op.Extents[3] != x[3])
                cx.Fail(node, $"TFLite resizes the middle axes of [N,H,W,C], not {x} to {op.Extents}");
            foreach (var (align, half) in s_ways)
            {
                if (!Agrees(op, Make(op.Mode, align, half, x, op.Extents[1], op.Extents[2]), x)) continue;
                Emit(node, cx, op, align, half);
                return;
            }
            cx.Fail(node, $"TFLite has no {op.Mode} resizing with {op.Coordinates} and {op.Rounding} from {x} to {op.Extents}");
        }

        /// <summary>The nearest neighbour is a choice of elements along each axis, also in types without a kernel for resizing.</summary>
        private static void WriteGathers(Node node, WriteContext cx, Resize op)
        {
            var value = node.Input(0);
            var shape = value.Type.Shape!;
            var open = Enumerable.Range(0, shape.Rank).Where(axis => op.Extents[axis] != shape[axis] || op.Scales[axis] != 1).ToArray();
            // Something has to compute the output.
            if (open.Length == 0) open = [0];
            foreach (var axis in open)
            {
                var indices = new int[op.Extents[axis]];
                for (var k = 0; k < indices.Length; k++)
                {
                    var nearest = op.Nearest(op.Source(k, shape[axis], op.Extents[axis], op.Scales[axis]), op.Scales[axis]);
                    indices[k] = checked((int)Math.Clamp(nearest, 0, shape[axis] - 1));
                }
                var result = value.Type with { Shape = value.Type.Shape!.With(axis, op.Extents[axis]) };
                var next = axis == open[^1] ? node.Output : cx.Temporary($"{node.Name}/axis{axis}", result, value.Quantization);
                Gather.TFLite.Emit(cx, value, axis, indices, next);
                value = next;
            }
        }

        /// <summary>Whether a kernel resizes these two axes so, once they are the middle ones of [N,H,W,C].</summary>
        internal static bool Expresses(Resize op, Shape x, int height, int width)
        {
            var permutation = Enumerable.Range(0, 4).Where(a => a != height && a != width).ToList();
            permutation.InsertRange(1, [height, width]);
            var axes = new Permutation(permutation.ToEquatableArray());
            var moved = op with { Extents = axes.Apply(op.Extents), Scales = axes.Apply(op.Scales) };
            var shape = axes.Apply(x);
            return moved.Extents[0] == shape[0] && moved.Extents[3] == shape[3] && s_ways.Any(
                way => Agrees(moved, Make(op.Mode, way.Align, way.Half, shape, moved.Extents[1], moved.Extents[2]), shape));
        }

        /// <summary>Whether two ways of resizing read the same places; most of ONNX's many ways do for most extents.</summary>
        private static bool Agrees(Resize op, Resize candidate, Shape x)
        {
            if (op.Mode == ResizeMode.Cubic) return false;
            for (var axis = 1; axis <= 2; axis++)
            {
                for (long k = 0; k < op.Extents[axis]; k++)
                {
                    var place = op.Source(k, x[axis], op.Extents[axis], op.Scales[axis]);
                    var other = candidate.Source(k, x[axis], op.Extents[axis], candidate.Scales[axis]);
                    double last = x[axis] - 1;
                    var differs = op.Mode == ResizeMode.Nearest
                        ? Math.Clamp(op.Nearest(place, op.Scales[axis]), 0, last)
                            != Math.Clamp(candidate.Nearest(other, candidate.Scales[axis]), 0, last)
                        : Math.Abs(Math.Clamp(place, 0, last) - Math.Clamp(other, 0, last)) > 1e-4;
                    if (differs) return false;
                }
            }
            return true;
        }

        // op_version.cc: 3 for half-pixel centres, and for aligned corners of the nearest neighbour.
        private static void Emit(Node node, WriteContext cx, Resize op, bool align, bool half)
        {
            var isLinear = op.Mode == ResizeMode.Linear;
            var version = Math.Max(Versions.Of(node), half || (align && !isLinear) ? 3 : 1);
            var size = cx.Constant($"{node.Name}/size", Tensor.Vector<int>(checked((int)op.Extents[1]), checked((int)op.Extents[2])));
            var attributes = new Dictionary<string, object> { [Align] = align ? 1L : 0L, [HalfPixels] = half ? 1L : 0L };
            cx.Emit(
                RawNode.Of("tflite", isLinear ? "RESIZE_BILINEAR" : "RESIZE_NEAREST_NEIGHBOR", version, attributes), [node.Input(0), size],
                node.Outputs);
        }
    }
}
