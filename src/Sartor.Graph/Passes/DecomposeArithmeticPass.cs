using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Activations;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Selections;

namespace Sartor.Graph.Passes;

/// <summary>Arithmetic that TFLite 2.9 lacks, in terms of what it has.</summary>
public sealed class DecomposeArithmeticPass : IGraphPass
{
    // erf(x) ≈ x · P(x²) / Q(x²) on [−4, 4]: the rational approximation of Eigen's float kernel, constant term first. Evaluated in float32
    // it is within 6e-7 of erf everywhere; beyond ±4, 1 − erf is below 2e-8.
    private static readonly double[] s_erfNumerator =
    [
        -1.60960333262415e-02, -2.95459980854025e-03, -7.34990630326855e-04, -5.69250639462346e-05, -2.10102402082508e-06,
        2.77068142495902e-08, -2.72614225801306e-10,
    ];
    private static readonly double[] s_erfDenominator =
    [
        -1.42647390514189e-02, -7.37332916720468e-03, -1.68282697438203e-03, -2.13374055278905e-04, -1.45660718464996e-05,
    ];

    public bool Run(ModelGraph graph) => NodeExpansion.Run(graph, Expand);

    private static Value? Expand(Node node, NodeExpansion to) => node.Operator switch
    {
        LogicalXor when to.X.Type.Element == ElementType.Bool => to.Add(new NotEqual(), to.X, to.Input(1)),
        Modulo { Truncated: true } => RemainderOf(to),
        Sign => SignOf(to),
        Reciprocal when to.X.Type.Element.IsFloat() => to.AddFloat(new Div(), to.Number(1), to.X),
        Tan when to.X.Type.Element.IsFloat() => to.AddFloat(new Div(), to.Add(new Sin(), to.X), to.Add(new Cos(), to.X)),
        Erf when to.X.Type.Element.IsFloat() => ErfOf(to),
        _ => null,
    };

    /// <summary>fmod(x, y) = ±(|x| mod |y|) with the sign of x: where nothing is negative, both kinds of remainder agree.</summary>
    private static Value RemainderOf(NodeExpansion to)
    {
        var remainder = to.AddFloat(new Modulo(Truncated: false), to.Add(new Abs(), to.X), to.Add(new Abs(), to.Input(1)));
        return to.Add(new Select(), to.Add(new Less(), to.X, to.Number(0)), to.Add(new Neg(), remainder), remainder);
    }

    /// <summary>1 above 0, −1 below, else x itself: 0, or not a number.</summary>
    private static Value SignOf(NodeExpansion to)
    {
        var below = to.Add(new Select(), to.Add(new Less(), to.X, to.Number(0)), to.Number(-1), to.X);
        return to.Add(new Select(), to.Add(new Greater(), to.X, to.Number(0)), to.Number(1), below);
    }

    private static Value ErfOf(NodeExpansion to)
    {
        var x = to.AddFloat(new Clamp(-4, 4), to.X);
        var square = to.AddFloat(new Square(), x);
        var numerator = to.AddFloat(new Mul(), x, Polynomial(to, square, s_erfNumerator));
        return to.AddFloat(new Div(), numerator, Polynomial(to, square, s_erfDenominator));
    }

    // Horner's scheme.
    private static Value Polynomial(NodeExpansion to, Value x, double[] coefficients)
    {
        var sum = to.Number(coefficients[^1]);
        for (var i = coefficients.Length - 2; i >= 0; i--)
            sum = to.AddFloat(new Add(), to.AddFloat(new Mul(), x, sum), to.Number(coefficients[i]));
        return sum;
    }
}
