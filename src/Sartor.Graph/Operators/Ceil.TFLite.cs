namespace Sartor.Graph.Operators;

public sealed partial record Ceil
{
    internal sealed class TFLite() : TFLiteElementwise<Ceil>("CEIL", 1, _ => new Ceil(), TFLiteVersions.One);
}
