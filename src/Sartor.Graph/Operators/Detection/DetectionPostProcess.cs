using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Detection;

/// <summary>
/// The end of SSD detectors: boxes [1,N,≥4] as offsets (y, x, h, w) to anchors [N,4], and scores [1,N,C], with or without a background in
/// front, become detections of all classes, best first. Outputs, in float32: corners [1,D,4] (top, left, bottom, right), classes [1,D],
/// scores [1,D], and how many count [1]. TFLite's custom operator TFLite_Detection_PostProcess.
/// </summary>
/// <param name="MaxDetections">Boxes that are given at most.</param>
/// <param name="MaxClassesPerDetection">Classes of a box that each have a row, unless <paramref name="IsRegular"/>.</param>
/// <param name="DetectionsPerClass">Boxes of a class at most, where <paramref name="IsRegular"/>.</param>
/// <param name="IsRegular">Suppression in each class by itself; else among the boxes by their best class. What lies behind the rows that
/// count is 0 then, and not defined else.</param>
/// <param name="ScoreThreshold">A detection scores at least so much.</param>
/// <param name="IouThreshold">In (0, 1]; a box goes where it overlaps a better one by more.</param>
/// <param name="ClassCount">Without the background.</param>
/// <param name="ScaleY">Offsets are divided by it.</param>
/// <param name="ScaleX">The same of x.</param>
/// <param name="ScaleH">The same of the height, before its exponential.</param>
/// <param name="ScaleW">The same of the width.</param>
public sealed partial record DetectionPostProcess(
    int MaxDetections, int MaxClassesPerDetection, int DetectionsPerClass, bool IsRegular, float ScoreThreshold, float IouThreshold,
    int ClassCount, float ScaleY, float ScaleX, float ScaleH, float ScaleW) : Operator, IMultipleOutputs
{
    public int OutputCount => 4;

    /// <summary>Rows of a detection.</summary>
    public int RowsEach => IsRegular ? 1 : Math.Min(MaxClassesPerDetection, ClassCount);

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        Shape boxes = inputs.Shape(0, 3), scores = inputs.Shape(1, 3), anchors = inputs.Shape(2, 2);
        if (boxes[0] != 1 || boxes[2] < 4 || scores[0] != 1 || scores[1] != boxes[1] || anchors != new Shape(boxes[1], 4))
            inputs.Fail($"boxes {boxes}, scores {scores} and anchors {anchors} do not fit");
        if (scores[2] - ClassCount is not (0 or 1)) inputs.Fail($"scores {scores} are not those of {ClassCount} classes");
        var rows = checked(MaxDetections * MaxClassesPerDetection);
        TensorType Floats(params long[] extents) => new(ElementType.Float32, new Shape(extents));
        return [Floats(1, rows, 4), Floats(1, rows), Floats(1, rows), Floats(1)];
    }

    /// <summary>Of float32. Rows that do not count are 0.</summary>
    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        if (inputs.Any(input => input!.Element != ElementType.Float32)) return null;
        var boxes = Decode(inputs[0]!, inputs[2]!.ToSingles());
        var width = (int)inputs[1]!.Shape[2];
        var (all, first) = (inputs[1]!.ToSingles(), width - ClassCount);
        float Score(int box, int label) => all[(box * width) + first + label];
        int[] Best(int box, int count) => [.. Enumerable.Range(0, ClassCount).OrderByDescending(label => Score(box, label)).Take(count)];
        (int Box, int Label)[] rows;
        int detections;
        if (IsRegular)
        {
            rows = [.. Enumerable.Range(0, ClassCount)
                .SelectMany(label => Left(boxes, box => Score(box, label), DetectionsPerClass).Select(box => (box, label)))
                .OrderByDescending(row => Score(row.box, row.label)).Take(MaxDetections)];
            detections = rows.Length;
        }
        else
        {
            var left = Left(boxes, box => Score(box, Best(box, 1)[0]), MaxDetections);
            rows = [.. left.SelectMany(box => Best(box, RowsEach).Select(label => (box, label)))];
            detections = left.Count;
        }
        var count = MaxDetections * MaxClassesPerDetection;
        var places = new float[4 * count];
        var (labels, scores) = (new float[count], new float[count]);
        for (var i = 0; i < rows.Length; i++)
        {
            // The kernel leaves room for all classes that were asked for.
            var at = IsRegular ? i : (i / RowsEach * MaxClassesPerDetection) + (i % RowsEach);
            boxes[rows[i].Box].CopyTo(places, 4 * at);
            (labels[at], scores[at]) = (rows[i].Label, Score(rows[i].Box, rows[i].Label));
        }
        return
        [
            Tensor.Create(new Shape(1, count, 4), places), Tensor.Create(new Shape(1, count), labels),
            Tensor.Create(new Shape(1, count), scores), Tensor.Vector((float)detections),
        ];
    }

    private float[][] Decode(Tensor offsets, float[] anchors)
    {
        var (values, width) = (offsets.ToSingles(), (int)offsets.Shape[2]);
        return [.. Enumerable.Range(0, (int)offsets.Shape[1]).Select(i =>
        {
            double Offset(int column, double scale) => values[(i * width) + column] / scale;
            double Anchor(int column) => anchors[(4 * i) + column];
            var (y, x) = ((float)((Offset(0, ScaleY) * Anchor(2)) + Anchor(0)), (float)((Offset(1, ScaleX) * Anchor(3)) + Anchor(1)));
            var halfHeight = (float)(0.5 * Math.Exp(Offset(2, ScaleH)) * Anchor(2));
            var halfWidth = (float)(0.5 * Math.Exp(Offset(3, ScaleW)) * Anchor(3));
            return (float[])[y - halfHeight, x - halfWidth, y + halfHeight, x + halfWidth];
        })];
    }

    private List<int> Left(float[][] boxes, Func<int, float> score, int most)
    {
        var left = new List<int>();
        foreach (var box in Enumerable.Range(0, boxes.Length).Where(box => score(box) >= ScoreThreshold).OrderByDescending(score))
        {
            if (left.Count == most) break;
            if (left.TrueForAll(other => BoxOverlap.Of(boxes[box], boxes[other]) <= IouThreshold)) left.Add(box);
        }
        return left;
    }
}
