namespace Sartor.Graph.Operators;

public sealed partial record GreaterOrEqual
{
    internal sealed class TFLite() : TFLiteElementwise<GreaterOrEqual>("GREATER_EQUAL", 2, _ => new GreaterOrEqual(), new(2, 3));
}
