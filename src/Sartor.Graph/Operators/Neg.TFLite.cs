namespace Sartor.Graph.Operators;

public sealed partial record Neg
{
    internal sealed class TFLite() : TFLiteElementwise<Neg>("NEG", 1, _ => new Neg(), TFLiteVersions.One);
}
