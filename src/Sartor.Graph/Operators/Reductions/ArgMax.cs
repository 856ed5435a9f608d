using Sartor.Core;

namespace Sartor.Graph.Operators.Reductions;

/// <summary>The index of the greatest element along an axis. ONNX ArgMax 1–13; TFLite ARG_MAX.</summary>
public sealed record ArgMax(int Axis, bool KeepAxis, bool SelectsLast = false, ElementType Index = ElementType.Int64)
    : ArgExtremum(Axis, KeepAxis, SelectsLast, Index)
{
    protected override bool Beats(double x, double best) => x > best;

    internal sealed class Onnx() : OnnxArgExtremum<ArgMax>("ArgMax", (axis, keep, last) => new ArgMax(axis, keep, last));

    internal sealed class TFLite() : TFLiteArgExtremum<ArgMax>("ARG_MAX", (axis, index) => new ArgMax(axis, KeepAxis: false, Index: index));
}
