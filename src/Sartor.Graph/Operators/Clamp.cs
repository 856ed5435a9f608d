using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// min(max(x, Minimum), Maximum); ReLU is [0, ∞), ReLU6 [0, 6]. ONNX Clip 1–13 with constant bounds, Relu 1–14; TFLite RELU, RELU6,
/// RELU_N1_TO_1. Other bounds are written to TFLite as MAXIMUM and MINIMUM.
/// </summary>
/// <param name="Minimum">Lower bound, −∞ for none.</param>
/// <param name="Maximum">Upper bound, +∞ for none.</param>
public sealed partial record Clamp(float Minimum, float Maximum) : ElementwiseUnary
{
    public static readonly Clamp Relu = new(0, float.PositiveInfinity);
    public static readonly Clamp Relu6 = new(0, 6);

    public override string Name => AsActivation() is { } activation ? activation.ToString() : nameof(Clamp);

    public override double Apply(double x) => double.IsNaN(x) ? x : Math.Min(Math.Max(x, Minimum), Maximum);

    /// <summary>The activation that does the same, or null.</summary>
    public Activation? AsActivation() => (Minimum, Maximum) switch
    {
        (0, float.PositiveInfinity) => Activation.Relu,
        (0, 6) => Activation.Relu6,
        (-1, 1) => Activation.ReluN1To1,
        _ => null,
    };

    internal sealed class OnnxRelu() : OnnxBinding("Relu")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(Relu, cx.Input(0))];
    }

    internal sealed class OnnxClip() : OnnxBinding("Clip")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Raw.Version < 11)
                return [cx.Emit(new Clamp(cx.Raw.Float("min", float.NegativeInfinity), cx.Raw.Float("max", float.PositiveInfinity)), cx.Input(0))];
            var minimum = cx.OptionalInput(1) is null ? float.NegativeInfinity : Scalar(cx, 1);
            var maximum = cx.OptionalInput(2) is null ? float.PositiveInfinity : Scalar(cx, 2);
            return [cx.Emit(new Clamp(minimum, maximum), cx.Input(0))];
        }

        private static float Scalar(ReadContext cx, int index)
        {
            var bound = cx.ConstantInput(index);
            if (bound.Shape.ElementCount != 1) cx.Fail($"bound {index} is not a scalar");
            return bound.ToSingles()[0];
        }
    }

    internal sealed class TFLite() : TFLiteBinding<Clamp>("RELU", "RELU6", "RELU_N1_TO_1")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var clamp = cx.Raw.Type switch { "RELU" => Relu, "RELU6" => Relu6, _ => new Clamp(-1, 1) };
            return [cx.Emit(clamp, cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var clamp = (Clamp)node.Operator;
            var type = clamp.AsActivation() switch
            {
                Activation.Relu => "RELU",
                Activation.Relu6 => "RELU6",
                Activation.ReluN1To1 => "RELU_N1_TO_1",
                _ => null,
            };
            if (type is not null) cx.Emit(TFLiteElementwise.Raw(type, node), node.Inputs, node.Outputs);
            else WriteBounds(node, clamp, cx);
        }

        private static void WriteBounds(Node node, Clamp clamp, WriteContext cx)
        {
            if (node.Output.Type.Element != ElementType.Float32) cx.Fail(node, $"a clamp to [{clamp.Minimum}, {clamp.Maximum}] is written in float32 only");
            var input = node.Input(0);
            if (float.IsFinite(clamp.Minimum))
            {
                var output = float.IsFinite(clamp.Maximum) ? cx.Temporary($"{node.Name}/lower", input.Type, input.Quantization) : node.Output;
                cx.Emit(RawNode.Of("tflite", "MAXIMUM", 1), [input, cx.Constant($"{node.Name}/minimum", Tensor.Scalar(clamp.Minimum))], [output]);
                input = output;
            }
            if (float.IsFinite(clamp.Maximum) || !float.IsFinite(clamp.Minimum))
                cx.Emit(RawNode.Of("tflite", "MINIMUM", 1), [input, cx.Constant($"{node.Name}/maximum", Tensor.Scalar(clamp.Maximum))], node.Outputs);
        }
    }
}
