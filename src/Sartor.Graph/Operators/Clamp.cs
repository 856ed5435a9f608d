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
}
