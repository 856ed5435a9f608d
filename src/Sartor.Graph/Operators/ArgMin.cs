using Sartor.Core;

namespace Sartor.Graph.Operators;

/// <summary>The index of the smallest element along an axis. ONNX ArgMin 1–13; TFLite ARG_MIN.</summary>
public sealed partial record ArgMin(int Axis, bool KeepAxis, bool SelectsLast = false, ElementType Index = ElementType.Int64)
    : ArgExtremum(Axis, KeepAxis, SelectsLast, Index)
{
    protected override bool Beats(double x, double best) => x < best;

    internal sealed class Onnx() : OnnxArgExtremum("ArgMin", (axis, keep, last) => new ArgMin(axis, keep, last));
}
