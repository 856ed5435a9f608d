namespace Sartor.Graph.Operators;

public sealed partial record LogicalOr
{
    internal sealed class TFLite() : TFLiteElementwise<LogicalOr>("LOGICAL_OR", 2, _ => new LogicalOr(), TFLiteVersions.One);
}
