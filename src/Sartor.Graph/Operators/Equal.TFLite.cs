namespace Sartor.Graph.Operators;

public sealed partial record Equal
{
    internal sealed class TFLite() : TFLiteElementwise<Equal>("EQUAL", 2, _ => new Equal(), new(2, 5));
}
