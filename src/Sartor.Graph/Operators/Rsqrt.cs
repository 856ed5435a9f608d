namespace Sartor.Graph.Operators;

/// <summary>1 / √x. TFLite RSQRT.</summary>
public sealed partial record Rsqrt : ElementwiseUnary
{
    public override double Apply(double x) => 1 / Math.Sqrt(x);
}
