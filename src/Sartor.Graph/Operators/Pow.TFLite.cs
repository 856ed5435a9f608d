namespace Sartor.Graph.Operators;

public sealed partial record Pow
{
    internal sealed class TFLite() : TFLiteElementwise<Pow>("POW", 2, _ => new Pow(), TFLiteVersions.One);
}
