using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators;

public sealed partial record Logistic
{
    internal sealed class TFLite() : TFLiteElementwise<Logistic>("LOGISTIC", 1, _ => new Logistic(), new(2, 3), Int8Rule.UnitInterval);
}
