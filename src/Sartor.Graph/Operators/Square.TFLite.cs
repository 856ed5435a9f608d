namespace Sartor.Graph.Operators;

public sealed partial record Square
{
    internal sealed class TFLite() : TFLiteElementwise<Square>("SQUARE", 1, _ => new Square(), TFLiteVersions.One);
}
