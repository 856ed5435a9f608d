namespace Sartor.Graph.Operators;

public sealed partial record LogicalNot
{
    internal sealed class TFLite() : TFLiteElementwise<LogicalNot>("LOGICAL_NOT", 1, _ => new LogicalNot(), TFLiteVersions.One);
}
