namespace Sartor.Graph.Operators;

public sealed partial record Floor
{
    internal sealed class TFLite() : TFLiteElementwise<Floor>("FLOOR", 1, _ => new Floor(), TFLiteVersions.One);
}
