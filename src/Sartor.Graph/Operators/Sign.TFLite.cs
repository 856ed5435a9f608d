namespace Sartor.Graph.Operators;

public sealed partial record Sign
{
    internal sealed class TFLite() : TFLiteElementwise<Sign>("SIGN", 1, _ => new Sign(), new() { Int32 = 2 });
}
