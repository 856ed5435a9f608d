namespace Sartor.Graph.Operators;

public sealed partial record ArgMax
{
    internal sealed class TFLite() : TFLiteArgExtremum<ArgMax>("ARG_MAX", (axis, index) => new ArgMax(axis, KeepAxis: false, Index: index));
}
