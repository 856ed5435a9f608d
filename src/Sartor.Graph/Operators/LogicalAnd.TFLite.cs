namespace Sartor.Graph.Operators;

public sealed partial record LogicalAnd
{
    internal sealed class TFLite() : TFLiteElementwise<LogicalAnd>("LOGICAL_AND", 2, _ => new LogicalAnd(), TFLiteVersions.One);
}
