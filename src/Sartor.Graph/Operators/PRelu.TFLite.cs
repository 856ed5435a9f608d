using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators;

public sealed partial record PRelu
{
    internal sealed class TFLite() : TFLiteElementwise<PRelu>("PRELU", 2, _ => new PRelu(), TFLiteVersions.One, Int8Rule.Free);
}
