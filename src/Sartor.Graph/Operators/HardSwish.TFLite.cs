using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators;

public sealed partial record HardSwish
{
    internal sealed class TFLite() : TFLiteElementwise<HardSwish>("HARD_SWISH", 1, _ => new HardSwish(), TFLiteVersions.One, Int8Rule.Free);
}
