namespace Sartor.Graph.Operators;

/// <summary>x². TFLite SQUARE.</summary>
public sealed partial record Square : ElementwiseUnary
{
    public override double Apply(double x) => x * x;
}
