namespace Sartor.Graph.Operators;

public sealed partial record Log
{
    internal sealed class TFLite() : TFLiteElementwise<Log>("LOG", 1, _ => new Log(), new(2, 2));
}
