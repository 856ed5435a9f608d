namespace Sartor.Graph.Operators;

public sealed partial record Sqrt
{
    internal sealed class TFLite() : TFLiteElementwise<Sqrt>("SQRT", 1, _ => new Sqrt(), new(2, 2));
}
