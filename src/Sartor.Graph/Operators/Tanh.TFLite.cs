using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators;

public sealed partial record Tanh
{
    internal sealed class TFLite() : TFLiteElementwise<Tanh>("TANH", 1, _ => new Tanh(), new(2, 3), Int8Rule.SignedUnitInterval);
}
