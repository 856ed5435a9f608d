using Sartor.Core;

namespace Sartor.Graph.Operators;

/// <summary>The index of the greatest element along an axis. ONNX ArgMax 1–13; TFLite ARG_MAX.</summary>
public sealed partial record ArgMax(int Axis, bool KeepAxis, bool SelectsLast = false, ElementType Index = ElementType.Int64)
    : ArgExtremum(Axis, KeepAxis, SelectsLast, Index)
{
    protected override bool Beats(double x, double best) => x > best;

    internal sealed class Onnx() : OnnxArgExtremum("ArgMax", (axis, keep, last) => new ArgMax(axis, keep, last));
}
