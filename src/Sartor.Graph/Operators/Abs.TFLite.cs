using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators;

public sealed partial record Abs
{
    internal sealed class TFLite() : TFLiteElementwise<Abs>("ABS", 1, _ => new Abs(), new(2, 3) { UInt8 = 2, Int32 = 5 }, Int8Rule.Free);
}
