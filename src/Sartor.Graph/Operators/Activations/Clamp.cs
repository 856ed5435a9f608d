using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Activations;

/// <summary>
/// min(max(x, Minimum), Maximum); ReLU is [0, ∞), ReLU6 [0, 6]. ONNX Clip 1–13 with constant bounds, Relu 1–14; TFLite RELU, RELU6,
/// RELU_N1_TO_1, and RELU_0_TO_1 for runtimes that have it. Other bounds are written to TFLite as MAXIMUM and MINIMUM.
/// </summary>
/// <param name="Minimum">Lower bound, −∞ for none.</param>
/// <param name="Maximum">Upper bound, +∞ for none.</param>
public sealed record Clamp(float Minimum, float Maximum) : ElementwiseUnary
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

    /// <summary>Also writes clamps; what is bounded at 0 alone is a Relu.</summary>
    internal sealed class OnnxClip() : OnnxBinding<Clamp>("Clip")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.Free;

        public override void Write(Node node, WriteContext cx)
        {
            var clamp = Of(node);
            var element = Real(node.Output).Element;
            if (clamp == Relu && (element.IsFloat() || element == ElementType.Int32))
            {
                cx.Emit(Raw("Relu"), node.Inputs, node.Outputs);
                return;
            }
            Value? Bound(string name, float bound) =>
                float.IsFinite(bound) ? Number(cx, $"{node.Name}/{name}", bound, element) : null;
            cx.Emit(Raw("Clip"), [node.Input(0), Bound("minimum", clamp.Minimum), Bound("maximum", clamp.Maximum)], node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Raw.Version < 11)
                return [cx.Emit(
                    new Clamp(cx.Raw.Float("min", float.NegativeInfinity), cx.Raw.Float("max", float.PositiveInfinity)), cx.Input(0))];
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

    internal sealed class TFLite() : TFLiteBinding<Clamp>("RELU", "RELU6", "RELU_N1_TO_1", "RELU_0_TO_1")
    {
        private static readonly TFLiteVersions ReluVersions = new(2, 3) { UInt8 = 2 };
        private static readonly Clamp UnitInterval = new(0, 1);
        // Runtime 2.9 does not have it.
        private static readonly RawNode s_unitInterval = RawNode.Of("tflite", "RELU_0_TO_1", 1);
        private static readonly TFLiteVersions Relu6Versions = new(2, 3);
        // Rank above 4 broadcasts against the scalar.
        private static readonly TFLiteVersions BoundVersions = new(2, 4) { HighRank = 3 };

        public override Int8Rule Int8(Operator op) => ((Clamp)op).AsActivation() is null ? Int8Rule.Float : Int8Rule.Free;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var clamp = cx.Raw.Type switch { "RELU" => Relu, "RELU6" => Relu6, "RELU_N1_TO_1" => new Clamp(-1, 1), _ => new Clamp(0, 1) };
            return [cx.Emit(clamp, cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var clamp = (Clamp)node.Operator;
            var isInteger = node.Output.Type.Element is ElementType.Int32 or ElementType.Int64;
            var raw = clamp.AsActivation() switch
            {
                // Runtime 2.9 has no activations of these.
                _ when isInteger => null,
                Activation.Relu => RawNode.Of("tflite", "RELU", ReluVersions.Of(node)),
                Activation.Relu6 => RawNode.Of("tflite", "RELU6", Relu6Versions.Of(node)),
                Activation.ReluN1To1 => RawNode.Of("tflite", "RELU_N1_TO_1", 1),
                _ => null,
            };
            if (raw is null && clamp == UnitInterval && cx.Computes(s_unitInterval, node.Inputs, node.Outputs)) raw = s_unitInterval;
            if (raw is not null) cx.Emit(raw, node.Inputs, node.Outputs);
            else WriteBounds(node, clamp, cx);
        }

        // A clamp that bounds nothing is a MINIMUM with infinity: something has to compute the output.
        private static void WriteBounds(Node node, Clamp clamp, WriteContext cx)
        {
            var element = node.Output.Type.Element;
            if (element is not (ElementType.Float32 or ElementType.Int32 or ElementType.Int64))
                cx.Fail(
                    node, $"a clamp to [{clamp.Minimum}, {clamp.Maximum}] is written in float32, int32 and int64, "
                    + $"not in {element.Label()}");
            if (element != ElementType.Float32) clamp = Whole(node, clamp, element, cx);
            bool upper = clamp.Maximum < float.PositiveInfinity || clamp.Minimum == float.NegativeInfinity,
                lower = clamp.Minimum > float.NegativeInfinity;
            var input = node.Input(0);
            if (lower)
            {
                var output = upper ? cx.Temporary($"{node.Name}/lower", input.Type, input.Quantization) : node.Output;
                cx.Emit(
                    RawNode.Of("tflite", "MAXIMUM", BoundVersions.Of(node)),
                    [input, cx.Constant($"{node.Name}/minimum", Tensor.Scalar(clamp.Minimum).ConvertTo(element))], [output]);
                input = output;
            }
            if (upper)
                cx.Emit(
                    RawNode.Of("tflite", "MINIMUM", BoundVersions.Of(node)),
                    [input, cx.Constant($"{node.Name}/maximum", Tensor.Scalar(clamp.Maximum).ConvertTo(element))], node.Outputs);
        }

        /// <summary>The bounds of integers: those that float32 holds exactly, and those that bound nothing.</summary>
        private static Clamp Whole(Node node, Clamp clamp, ElementType element, WriteContext cx)
        {
            const float exact = 1 << 24;
            var beyond = element == ElementType.Int32 ? 2147483648f : 9223372036854775808f;
            var lower = clamp.Minimum <= -beyond ? float.NegativeInfinity : MathF.Ceiling(clamp.Minimum);
            var upper = clamp.Maximum >= beyond ? float.PositiveInfinity : MathF.Floor(clamp.Maximum);
            if ((float.IsFinite(lower) && Math.Abs(lower) > exact) || (float.IsFinite(upper) && Math.Abs(upper) > exact))
                cx.Fail(node, $"a clamp of {element.Label()} takes bounds of up to 2^24, not [{clamp.Minimum}, {clamp.Maximum}]");
            return new Clamp(lower, upper);
        }
    }
}
