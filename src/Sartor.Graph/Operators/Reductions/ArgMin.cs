using Sartor.Core;

namespace Sartor.Graph.Operators.Reductions;

/// <summary>The index of the smallest element along an axis. ONNX ArgMin 1–13; TFLite ARG_MIN.</summary>
public sealed record ArgMin(int Axis, bool KeepAxis, bool SelectsLast = false, ElementType Index = ElementType.Int64)
    : ArgExtremum(Axis, KeepAxis, SelectsLast, Index)
{
    protected override bool Beats(double x, double best) => x < best;

    internal sealed class Onnx() : OnnxArgExtremum<ArgMin>("ArgMin", (axis, keep, last) => new ArgMin(axis, keep, last));

    internal sealed class TFLite() : TFLiteArgExtremum<ArgMin>("ARG_MIN", (axis, index) => new ArgMin(axis, KeepAxis: false, Index: index));
}
