namespace Sartor.Graph.Operators;

public sealed partial record Exp
{
    internal sealed class TFLite() : TFLiteElementwise<Exp>("EXP", 1, _ => new Exp(), new(2, 2));
}
