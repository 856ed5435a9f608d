using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Products;
using Sartor.Graph.Operators.Reductions;
using Sartor.Graph.Operators.Selections;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Resampling;

/// <summary>
/// Means of bilinear samples in the bins of boxes (He et al., Mask R-CNN, arXiv 1703.06870): ONNX RoiAlign 10–16, which has no operator of
/// its own here. The weights of rows and of columns are matrices that the boxes give: result = rows · image · columnsᵀ.
/// </summary>
internal static class RoiAlign
{
    internal sealed class Onnx() : OnnxBinding("RoiAlign")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            Shape x = cx.Shape(0), boxes = cx.Shape(1);
            if (x.Rank != 4 || boxes.Rank != 2 || boxes[1] != 4 || cx.Shape(2) != new Shape(boxes[0]))
                cx.Fail($"boxes {boxes} with images {cx.Shape(2)} do not fit {x}");
            if (cx.Raw.String("mode", "avg") is not "avg" and var mode)
                throw new RawNodeException($"mode '{mode}' is not supported; export it with 'avg'");
            var samples = cx.Raw.Int("sampling_ratio", 0);
            if (samples is < 1 or > 64)
                throw new RawNodeException(
                    $"sampling_ratio {samples} takes as many samples as a box is large; export it with a fixed one, such as 2");
            var usual = cx.Raw.Version < 16 ? "output_half_pixel" : "half_pixel";
            var isAligned = cx.Raw.String("coordinate_transformation_mode", usual) == "half_pixel";
            long height = cx.Raw.Int("output_height", 1), width = cx.Raw.Int("output_width", 1);
            cx.TakeElements(checked((height + width) * samples + x[2] + x[3]));
            var scale = cx.Raw.Float("spatial_scale", 1);
            var rows = Weights(cx, boxes[0], 1, height, samples, x[2], scale, isAligned);
            var columns = Weights(cx, boxes[0], 0, width, samples, x[3], scale, isAligned);
            var images = cx.Emit(new Gather(0), cx.Input(0), cx.Input(2));
            return [cx.Emit(new MatMul(), rows, cx.Emit(new MatMul(RightTransposed: true), images, columns))];
        }
    }

    /// <summary>The weights [boxes,1,bins,extent] of the elements of an axis.</summary>
    private static Value Weights(
        ReadContext cx, long boxes, int first, long bins, long samples, long extent, float scale, bool isAligned)
    {
        Value Number(double value) => cx.Constant(Tensor.Scalar((float)value));
        Value Edge(int column)
        {
            var edge = cx.Emit(new Mul(), cx.Emit(new Slice([0, column], [boxes, 1], [1, 1]), cx.Input(1)), Number(scale));
            return isAligned ? cx.Emit(new Sub(), edge, Number(0.5)) : edge;
        }
        var start = Edge(first);
        var length = cx.Emit(new Sub(), Edge(first + 2), start);
        if (!isAligned) length = cx.Emit(new Maximum(), length, Number(1));
        var bin = cx.Emit(new Mul(), length, Number(1.0 / bins));
        var offsets = Enumerable.Range(0, checked((int)(bins * samples))).Select(i => (float)((i + 0.5) / samples)).ToArray();
        var places = cx.Emit(new Add(), start, cx.Emit(new Mul(), bin, cx.Constant(Tensor.Create(new Shape(1, offsets.Length), offsets))));
        places = cx.Emit(new Reshape([boxes, bins * samples, 1]), places);
        var isInside = cx.Emit(
            new LogicalAnd(), cx.Emit(new GreaterOrEqual(), places, Number(-1)), cx.Emit(new LessOrEqual(), places, Number(extent)));
        var elements = cx.Constant(Tensor.Create(new Shape(1, 1, extent), [.. Enumerable.Range(0, (int)extent).Select(i => (float)i)]));
        var distance = cx.Emit(new Abs(), cx.Emit(new Sub(), cx.Emit(new Clamp(0, extent - 1), places), elements));
        var hat = cx.Emit(new Maximum(), cx.Emit(new Sub(), Number(1), distance), Number(0));
        var weights = cx.Emit(new Select(), isInside, hat, Number(0));
        weights = cx.Emit(new Reshape([boxes, bins, samples, extent]), weights);
        var mean = cx.Emit(new Reduce(ReductionKind.Mean, [2], KeepAxes: false), weights);
        return cx.Emit(new Reshape([boxes, 1, bins, extent]), mean);
    }
}
