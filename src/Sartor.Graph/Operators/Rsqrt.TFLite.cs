using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators;

public sealed partial record Rsqrt
{
    internal sealed class TFLite() : TFLiteElementwise<Rsqrt>("RSQRT", 1, _ => new Rsqrt(), new(2, 3), Int8Rule.Free);
}
