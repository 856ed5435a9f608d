namespace Sartor.Graph.Operators;

public sealed partial record Greater
{
    internal sealed class TFLite() : TFLiteElementwise<Greater>("GREATER", 2, _ => new Greater(), new(2));
}
