using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Detection;

public sealed partial record NonMaxSuppression
{
    /// <summary>
    /// All images and classes: rows (image, class, box), those that are left first and in ONNX's order, and rows of −1 behind them
    /// (docs/decisions/padded-rows.md).
    /// </summary>
    internal sealed class Onnx() : OnnxBinding<NonMaxSuppression>("NonMaxSuppression")
    {
        // One operator for each image and class, and a sort of all rows.
        private const int MostClasses = 1024, MostRows = 1 << 20;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            Shape boxes = cx.Shape(0), scores = cx.Shape(1);
            if (boxes.Rank != 3 || scores.Rank != 3 || boxes[2] != 4 || boxes[0] != scores[0] || boxes[1] != scores[2])
                cx.Fail($"boxes {boxes} and scores {scores} do not fit");
            var (groups, most) = (scores[0] * scores[1], Math.Min(boxes[1], Number(cx, 2, t => t.ToInt64s()) ?? 0));
            if (most < 1) cx.Fail("its max_output_boxes_per_class is 0 or missing, which leaves no box; export it with another one");
            if (groups is < 1 or > MostClasses || groups * most > MostRows || groups * boxes[1] > int.MaxValue || boxes[1] > MostRows)
                cx.Fail(
                    $"{groups} images and classes with {most} of {boxes[1]} boxes each are more than {MostClasses} or, together, "
                    + $"{MostRows} rows; export it with a smaller max_output_boxes_per_class");
            var iou = Number(cx, 3, t => t.ToSingles()) ?? 0;
            if (iou is not (>= 0 and < 1)) cx.Fail($"its iou_threshold {iou} is not between 0 and 1, or suppresses nothing");
            var threshold = Number(cx, 4, t => t.ToSingles()) ?? float.NegativeInfinity;
            var rows = Rows(cx, new NonMaxSuppression((int)most, iou, 0.5f), threshold);
            rows.PaddedAxis = 0;
            return [rows];
        }

        /// <summary>Boxes and scores of one image and class, as the operator takes them; the count is that of the rows.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var (op, name, n) = (Of(node), node.Name, node.Input(1).Type.Shape![0]);
            TensorType Longs(params long[] extents) => new(ElementType.Int64, new Shape(extents));
            var boxes = Step(cx, $"{name}/boxes", "Unsqueeze", Float(1, n, 4), node.Input(0), Ints(cx, $"{name}/first", 0));
            var scores = Step(cx, $"{name}/scores", "Unsqueeze", Float(1, 1, n), node.Input(1), Ints(cx, $"{name}/both", 0, 1));
            var rows = Step(
                cx, $"{name}/rows", "NonMaxSuppression", new TensorType(ElementType.Int64, null), boxes, scores,
                Ints(cx, $"{name}/most", op.Count), Number(cx, $"{name}/iou", op.IouThreshold, ElementType.Float32),
                Number(cx, $"{name}/score", op.ScoreThreshold, ElementType.Float32));
            var column = Step(
                cx, $"{name}/column", Raw("Gather", ("axis", 1L)), new TensorType(ElementType.Int64, null), rows,
                cx.Constant($"{name}/2", Tensor.Scalar(2L)));
            var filled = Step(
                cx, $"{name}/filled", Raw("Concat", ("axis", 0L)), new TensorType(ElementType.Int64, null), column,
                cx.Constant($"{name}/zeros", Tensor.Create(new Shape(op.Count), new long[op.Count])));
            var indices = Step(
                cx, $"{name}/indices", "Slice", Longs(op.Count), filled, Ints(cx, $"{name}/from", 0), Ints(cx, $"{name}/to", op.Count));
            var shape = Step(cx, $"{name}/shape", "Shape", Longs(1), column);
            var count = Step(cx, $"{name}/count", "Squeeze", Longs(), shape, Ints(cx, $"{name}/axis", 0));
            var toInt32 = Raw("Cast", ("to", OnnxElementTypes.Code(ElementType.Int32)));
            cx.Emit(toInt32, [indices], [node.Outputs[0]]);
            cx.Emit(toInt32, [count], [node.Outputs[1]]);
        }

        private static TensorType Float(params long[] extents) => new(ElementType.Float32, new Shape(extents));

        private static T? Number<T>(ReadContext cx, int index, Func<Tensor, T[]> read) where T : struct
        {
            if (cx.OptionalInput(index) is null) return null;
            if (read(cx.ConstantInput(index)) is [var number]) return number;
            cx.Fail($"input {index} is not one number");
            return null;
        }

        private static Value Rows(ReadContext cx, NonMaxSuppression op, float threshold)
        {
            var (images, classes, boxes, most) = (cx.Shape(1)[0], cx.Shape(1)[1], cx.Shape(1)[2], (long)op.Count);
            var groups = images * classes;
            var total = groups * most;
            cx.TakeElements((5 * total) + (5 * boxes));
            var (order, keys) = Ranks(cx, cx.Emit(new Reshape([groups, boxes]), cx.Input(1)), threshold);
            var (places, counts) = (new List<Value>(), new List<Value>());
            for (var image = 0; image < images; image++)
            {
                var corners = Corners(cx, Part(cx, cx.Input(0), [image, 0, 0], [1, boxes, 4], [boxes, 4]));
                for (var group = image * classes; group < (image + 1) * classes; group++)
                {
                    Value Of(Value all) => Part(cx, all, [group, 0], [1, boxes], [boxes]);
                    var left = cx.EmitMany(op, cx.Emit(new Gather(0), corners, Of(order)), Of(keys));
                    places.Add(cx.Emit(new Reshape([1, most]), left[0]));
                    counts.Add(cx.Emit(new Reshape([1, 1]), left[1]));
                }
            }
            var start = Ints(cx, [groups, 1], group => group * (int)boxes);
            var indices = cx.Emit(
                new Gather(0), cx.Emit(new Reshape([groups * boxes]), order), cx.Emit(new Add(), Joined(cx, places), start));
            var isBox = cx.Emit(new Less(), Ints(cx, [1, most], i => i), Joined(cx, counts));
            isBox = cx.Emit(new Reshape([total, 1]), isBox);
            var groupOf = Ints(cx, [total, 2], i => i % 2 == 0 ? i / 2 / (int)(classes * most) : i / 2 / op.Count % (int)classes);
            var rows = cx.Emit(new Concat(1), groupOf, cx.Emit(new Reshape([total, 1]), indices));
            rows = cx.Emit(new Select(), isBox, rows, cx.Constant(Tensor.Scalar(-1)));
            return cx.Emit(new Cast(ElementType.Int64), groups > 1 ? Compacted(cx, rows, isBox) : rows);
        }

        // Of equal scores the lower index comes first, of which the kernel of TFLite knows nothing: so it is fed boxes in that order, with
        // ranks in the place of their scores, and 0 for those that no box is left of.
        private static (Value Order, Value Keys) Ranks(ReadContext cx, Value scores, float threshold)
        {
            var boxes = scores.Type.Shape![1];
            var sorted = cx.EmitMany(new TopK(boxes, ElementType.Int32), scores);
            float[] descending = [.. Enumerable.Range(0, (int)boxes).Select(i => (float)(boxes - i))];
            var ranks = cx.Constant(Tensor.Create(new Shape(1, boxes), descending));
            var isBetter = cx.Emit(new Greater(), sorted[0], cx.Constant(Tensor.Scalar(threshold)));
            return (sorted[1], cx.Emit(new Select(), isBetter, ranks, cx.Constant(Tensor.Scalar(0f))));
        }

        // The first of the greatest keys are the boxes, in their order.
        private static Value Compacted(ReadContext cx, Value rows, Value isBox)
        {
            var total = rows.Type.Shape![0];
            var key = cx.Emit(new Mul(), cx.Emit(new Cast(ElementType.Int32), isBox), cx.Constant(Tensor.Scalar((int)total)));
            key = cx.Emit(new Reshape([total]), cx.Emit(new Sub(), key, Ints(cx, [total, 1], i => i)));
            return cx.Emit(new Gather(0), rows, cx.EmitMany(new TopK(total, ElementType.Int32), key)[1]);
        }

        private static Value Joined(ReadContext cx, List<Value> parts) =>
            parts is [var one] ? one : cx.Emit(new Concat(0), [.. parts]);

        private static Value Part(ReadContext cx, Value whole, long[] start, long[] extents, long[] shape)
        {
            var isWhole = whole.Type.Shape!.Equals(new Shape(extents));
            var part = isWhole ? whole : cx.Emit(new Slice([.. start], [.. extents], [.. extents.Select(_ => 1L)]), whole);
            return cx.Emit(new Reshape([.. shape]), part);
        }

        // Two opposite corners; the order of the axes does not matter to areas.
        private static Value Corners(ReadContext cx, Value boxes)
        {
            var center = cx.Raw.Int("center_point_box", 0) != 0;
            Value first = Columns(cx, boxes, 0), second = Columns(cx, boxes, 2);
            if (center)
            {
                // A size below 0 overlaps nothing, as one of 0.
                var half = cx.Emit(new Mul(), second, cx.Constant(Tensor.Scalar(0.5f)));
                half = cx.Emit(new Maximum(), half, cx.Constant(Tensor.Scalar(0f)));
                (first, second) = (cx.Emit(new Sub(), first, half), cx.Emit(new Add(), first, half));
            }
            // The kernel of TFLite gives a box without area again and again, which overlaps not even itself. A box far away, each in a
            // place of its own, stands for it.
            var size = cx.Emit(new Abs(), cx.Emit(new Sub(), second, first));
            var area = cx.Emit(new Reduce(ReductionKind.Product, [1], KeepAxes: true), size);
            var isFlat = cx.Emit(new LessOrEqual(), area, cx.Constant(Tensor.Scalar(0f)));
            var far = Tensor.Create(boxes.Type.Shape!, [.. Enumerable.Range(0, (int)boxes.Type.Shape!.ElementCount).Select(FarAway)]);
            return cx.Emit(new Select(), isFlat, cx.Constant(far), center ? cx.Emit(new Concat(1), first, second) : boxes);
        }

        private static Value Columns(ReadContext cx, Value boxes, long start) =>
            cx.Emit(new Slice([0, start], [boxes.Type.Shape![0], 2], [1, 1]), boxes);

        // Corners of a square of 1 for each four elements.
        private static float FarAway(int element) => MostRows + (4 * (element / 4)) + (element % 4 / 2);

        private static Value Ints(ReadContext cx, long[] extents, Func<int, int> element)
        {
            var shape = new Shape(extents);
            return cx.Constant(Tensor.Create(shape, [.. Enumerable.Range(0, checked((int)shape.ElementCount)).Select(element)]));
        }
    }
}
