namespace Sartor.Graph.Operators;

/// <summary>e^(Beta·x) / Σ e^(Beta·x) along an axis. ONNX Softmax 1–13; TFLite SOFTMAX (last axis).</summary>
/// <param name="Axis">0 … rank−1.</param>
/// <param name="Beta">Factor before the exponential.</param>
public sealed partial record Softmax(int Axis, float Beta = 1) : AxisNormalization(Axis)
{
    protected override AxisNormalization WithAxis(int axis) => this with { Axis = axis };

    protected override void Apply(Span<double> vector)
    {
        var max = double.NegativeInfinity;
        foreach (var x in vector) max = Math.Max(max, Beta * x);
        double sum = 0;
        foreach (ref var x in vector) sum += x = Math.Exp((Beta * x) - max);
        foreach (ref var x in vector) x /= sum;
    }

    internal sealed class Onnx() : OnnxSoftmax("Softmax", axis => new Softmax(axis));
}
