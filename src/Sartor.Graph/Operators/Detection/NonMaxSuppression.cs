using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Detection;

/// <summary>
/// The boxes that are left of one image and one class, best first: a box goes where its score is at most <paramref name="ScoreThreshold"/>,
/// or where it overlaps a better one by more than <paramref name="IouThreshold"/>. Inputs: boxes [N,4] as two opposite corners, in any
/// order of the axes, and their scores [N]. Outputs, in int32: the indices of the boxes [<paramref name="Count"/>], and how many of them
/// count, one number; the others are 0. ONNX NonMaxSuppression 10–11 is made of it (its binding); TFLite NON_MAX_SUPPRESSION_V4.
/// </summary>
/// <param name="Count">Boxes that are left at most, 1 … N.</param>
/// <param name="IouThreshold">Intersection over union, in float32.</param>
/// <param name="ScoreThreshold">In float32; −∞ for none.</param>
public sealed partial record NonMaxSuppression(int Count, float IouThreshold, float ScoreThreshold)
    : Operator, IMultipleOutputs, IIndexResult
{
    public int OutputCount => 2;

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        Shape boxes = inputs.Shape(0, 2), scores = inputs.Shape(1, 1);
        if (boxes != new Shape(scores[0], 4)) inputs.Fail($"boxes {boxes} and scores {scores} do not fit");
        if (Count < 1 || Count > scores[0]) inputs.Fail($"{Count} of {scores[0]} boxes");
        return [new TensorType(ElementType.Int32, new Shape(Count)), new TensorType(ElementType.Int32, Shape.Scalar)];
    }

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var (boxes, scores) = (inputs[0]!.ToSingles(), inputs[1]!.ToSingles());
        // OrderBy is stable: of equal scores the first comes first.
        var candidates = Enumerable.Range(0, scores.Length).Where(i => scores[i] > ScoreThreshold).OrderByDescending(i => scores[i]);
        var left = new List<int>();
        foreach (var i in candidates)
        {
            if (left.Count == Count) break;
            if (left.TrueForAll(other => BoxOverlap.Of(boxes.AsSpan(4 * i, 4), boxes.AsSpan(4 * other, 4)) <= IouThreshold)) left.Add(i);
        }
        int[] indices = [.. left, .. Enumerable.Repeat(0, Count - left.Count)];
        return [Tensor.Create(new Shape(Count), indices), Tensor.Scalar(left.Count)];
    }
}
