using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Detection;

public sealed partial record NonMaxSuppression
{
    /// <summary>The kernel suppresses from the threshold on, not above it: the next number in float32 stands for it.</summary>
    internal sealed class TFLite() : TFLiteBinding<NonMaxSuppression>("NON_MAX_SUPPRESSION_V4")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            cx.RequireShapes();
            if (cx.ConstantInput(2).ToInt64s() is not [var count] || cx.ConstantInput(3).ToSingles() is not [var iou]
                || cx.ConstantInput(4).ToSingles() is not [var score])
            {
                cx.Fail("its number of boxes and its thresholds are not one number each");
                return [];
            }
            return cx.EmitMany(new NonMaxSuppression(checked((int)count), MathF.BitDecrement(iou), score), cx.Input(0), cx.Input(1));
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (NonMaxSuppression)node.Operator;
            if (op.IouThreshold is not (>= 0 and < 1))
                cx.Fail(node, $"a threshold of {op.IouThreshold} is not between 0 and 1, or suppresses nothing");
            // Between 0 and the least normal number lies no overlap, and not every processor knows the numbers there.
            var iou = op.IouThreshold is >= 0 and < MinNormal ? MinNormal : MathF.BitIncrement(op.IouThreshold);
            cx.Emit(
                RawNode.Of("tflite", "NON_MAX_SUPPRESSION_V4", 1),
                [
                    node.Input(0), node.Input(1), cx.Constant($"{node.Name}/count", Tensor.Scalar(op.Count)),
                    cx.Constant($"{node.Name}/iou", Tensor.Scalar(iou)),
                    cx.Constant($"{node.Name}/score", Tensor.Scalar(op.ScoreThreshold)),
                ],
                node.Outputs);
        }

        private const float MinNormal = 1.17549435e-38f;
    }
}
