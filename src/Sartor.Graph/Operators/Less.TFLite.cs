namespace Sartor.Graph.Operators;

public sealed partial record Less
{
    internal sealed class TFLite() : TFLiteElementwise<Less>("LESS", 2, _ => new Less(), new(2, 3));
}
