namespace Sartor.Graph.Operators;

public sealed partial record LessOrEqual
{
    internal sealed class TFLite() : TFLiteElementwise<LessOrEqual>("LESS_EQUAL", 2, _ => new LessOrEqual(), new(2));
}
