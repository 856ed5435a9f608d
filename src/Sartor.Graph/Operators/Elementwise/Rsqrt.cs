using Sartor.Graph.Bindings;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>1 / √x. TFLite RSQRT.</summary>
public sealed record Rsqrt : ElementwiseUnary
{
    public override double Apply(double x) => 1 / Math.Sqrt(x);

    internal sealed class TFLite() : TFLiteElementwise<Rsqrt>("RSQRT", 1, _ => new Rsqrt(), new(2, 3), Int8Rule.Free);
}
