namespace Sartor.Graph.Operators;

public sealed partial record NotEqual
{
    internal sealed class TFLite() : TFLiteElementwise<NotEqual>("NOT_EQUAL", 2, _ => new NotEqual(), new(2, 4));
}
