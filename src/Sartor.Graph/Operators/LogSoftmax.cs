namespace Sartor.Graph.Operators;

/// <summary>x − ln Σ e^x along an axis. ONNX LogSoftmax 1–13; TFLite LOG_SOFTMAX (last axis).</summary>
/// <param name="Axis">0 … rank−1.</param>
public sealed partial record LogSoftmax(int Axis) : AxisNormalization(Axis)
{
    protected override AxisNormalization WithAxis(int axis) => this with { Axis = axis };

    protected override void Apply(Span<double> vector)
    {
        var max = double.NegativeInfinity;
        foreach (var x in vector) max = Math.Max(max, x);
        double sum = 0;
        foreach (var x in vector) sum += Math.Exp(x - max);
        var shift = max + Math.Log(sum);
        foreach (ref var x in vector) x -= shift;
    }

    internal sealed class Onnx() : OnnxSoftmax("LogSoftmax", axis => new LogSoftmax(axis));
}
