namespace Sartor.Graph.Operators.Elementwise;

/// <summary>The error function 2/√π ∫₀ˣ e^−t² dt. ONNX Erf 9–13.</summary>
public sealed record Erf : ElementwiseUnary
{
    public override double Apply(double x) => Of(x);

    /// <summary>
    /// erf(x) = 2/√π · e^−x² · Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)‼ (Abramowitz and Stegun 7.1.6): no cancellation; ±1 in double precision beyond 6.
    /// </summary>
    internal static double Of(double x)
    {
        if (double.IsNaN(x)) return x;
        if (Math.Abs(x) > 6) return Math.Sign(x);
        double term = x, sum = x;
        for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    internal sealed class Onnx() : OnnxElementwise<Erf>("Erf", new Erf(), 1);
}
