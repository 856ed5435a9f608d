using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Detection;

public sealed partial record DetectionPostProcess
{
    /// <summary>A custom operator, whose options are a FlexBuffer.</summary>
    internal sealed class TFLite() : TFLiteBinding<DetectionPostProcess>("custom.TFLite_Detection_PostProcess")
    {
        private const string Options = "custom_options";
        private const int MostDetections = 1 << 20, UsualDetectionsPerClass = 100;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            cx.RequireShapes();
            var options = FlexMap.Read(((ReadOnlyMemory<byte>)cx.Raw.Attributes[Options]).Span);
            double Number(string name) => options.TryGetValue(name, out var value)
                ? value
                : throw new RawNodeException($"its option '{name}' is missing");
            int Count(string name, int? usual = null) =>
                (usual is not null && !options.ContainsKey(name) ? usual.Value : Number(name)) is >= 1 and <= MostDetections and var count
                    ? (int)count
                    : throw new RawNodeException($"its option '{name}' is not between 1 and {MostDetections}");
            float Scale(string name) => (float)Number(name) is > 0 and < float.PositiveInfinity and var scale
                ? scale
                : throw new RawNodeException($"its option '{name}' is not above 0");
            var op = new DetectionPostProcess(
                Count("max_detections"), Count("max_classes_per_detection"), Count("detections_per_class", UsualDetectionsPerClass),
                options.GetValueOrDefault("use_regular_nms") != 0, (float)Number("nms_score_threshold"), (float)Number("nms_iou_threshold"),
                Count("num_classes"), Scale("y_scale"), Scale("x_scale"), Scale("h_scale"), Scale("w_scale"));
            if (op.IouThreshold is not (> 0 and <= 1)) cx.Fail($"its nms_iou_threshold {op.IouThreshold} is not in (0, 1]");
            if ((long)op.MaxDetections * op.MaxClassesPerDetection > MostDetections)
                cx.Fail($"{op.MaxDetections} detections of {op.MaxClassesPerDetection} classes are more than {MostDetections} rows");
            return cx.EmitMany(op, cx.Input(0), cx.Input(1), cx.Input(2));
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (DetectionPostProcess)node.Operator;
            ReadOnlyMemory<byte> options = FlexMap.Write(new Dictionary<string, object>
            {
                ["max_detections"] = op.MaxDetections,
                ["max_classes_per_detection"] = op.MaxClassesPerDetection,
                ["detections_per_class"] = op.DetectionsPerClass,
                ["use_regular_nms"] = op.IsRegular,
                ["nms_score_threshold"] = op.ScoreThreshold,
                ["nms_iou_threshold"] = op.IouThreshold,
                ["num_classes"] = op.ClassCount,
                ["y_scale"] = op.ScaleY,
                ["x_scale"] = op.ScaleX,
                ["h_scale"] = op.ScaleH,
                ["w_scale"] = op.ScaleW,
            });
            cx.Emit(
                new RawNode("tflite", "custom", "TFLite_Detection_PostProcess", 1, new Dictionary<string, object> { [Options] = options }),
                node.Inputs, node.Outputs);
        }
    }
}
