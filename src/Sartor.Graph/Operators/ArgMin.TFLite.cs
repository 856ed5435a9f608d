namespace Sartor.Graph.Operators;

public sealed partial record ArgMin
{
    internal sealed class TFLite() : TFLiteArgExtremum<ArgMin>("ARG_MIN", (axis, index) => new ArgMin(axis, KeepAxis: false, Index: index));
}
