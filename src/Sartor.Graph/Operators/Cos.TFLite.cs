namespace Sartor.Graph.Operators;

public sealed partial record Cos
{
    internal sealed class TFLite() : TFLiteElementwise<Cos>("COS", 1, _ => new Cos(), TFLiteVersions.One);
}
