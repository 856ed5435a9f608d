namespace Sartor.Graph.Operators;

public sealed partial record Sin
{
    internal sealed class TFLite() : TFLiteElementwise<Sin>("SIN", 1, _ => new Sin(), TFLiteVersions.One);
}
