namespace Sartor.Graph.Operators;

public sealed partial record Round
{
    internal sealed class TFLite() : TFLiteElementwise<Round>("ROUND", 1, _ => new Round(), TFLiteVersions.One);
}
