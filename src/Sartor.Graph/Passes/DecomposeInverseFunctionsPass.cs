using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Logic;
using Sartor.Graph.Operators.Selections;

namespace Sartor.Graph.Passes;

/// <summary>
/// Hyperbolic functions and the inverse ones of circle and hyperbola, which TFLite lacks, by the polynomials of S. Moshier's Cephes
/// library in single precision (asinf.c, atanf.c, asinhf.c, acoshf.c, atanhf.c, sinhf.c): a few units in the last place of float32.
/// </summary>
public sealed class DecomposeInverseFunctionsPass : IGraphPass
{
    private const double Log2 = 0.693147180559945309;

    // Highest power first.
    private static readonly double[] s_arcsine =
        [4.2163199048e-2, 2.4181311049e-2, 4.5470025998e-2, 7.4953002686e-2, 1.6666752422e-1];
    private static readonly double[] s_arctangent = [8.05374449538e-2, -1.38776856032e-1, 1.99777106478e-1, -3.33329491539e-1];
    private static readonly double[] s_areaSine = [2.0122003309e-2, -4.2699340972e-2, 7.4847586088e-2, -1.6666288134e-1];
    private static readonly double[] s_areaCosine =
        [1.7596881071e-3, -7.5272886713e-3, 2.6454905019e-2, -1.1784741703e-1, 1.4142135263];
    private static readonly double[] s_areaTangent =
        [1.81740078349e-1, 8.24370301058e-2, 1.46691431730e-1, 1.99782164500e-1, 3.33337300303e-1];
    private static readonly double[] s_hyperbolicSine = [2.03721912945e-4, 8.33028376239e-3, 1.66667160211e-1];

    public bool Run(ModelGraph graph) =>
        NodeExpansion.Run(graph, (node, to) => to.X.Type.Element.IsFloat() ? Expand(node.Operator, new Formula(to)) : null);

    private static Value? Expand(Operator op, Formula f) => op switch
    {
        Acos => Arccosine(f),
        Asin => Arcsine(f),
        Atan => f.Signed(Arctangent(f, f.Magnitude)),
        Asinh => f.Signed(AreaSine(f, f.Magnitude)),
        Acosh => AreaCosine(f),
        Atanh => f.Signed(AreaTangent(f, f.Magnitude)),
        Sinh => HyperbolicSine(f),
        Cosh => f.Times(f.Number(0.5), f.Plus(f.Exp(f.X), f.Exp(f.Negative(f.X)))),
        _ => null,
    };

    /// <summary>asin(a) where 0 ≤ a ≤ ½; for larger a, part of asin(a) = π/2 − 2 · part.</summary>
    private static (Value IsLarge, Value Part) ArcsinePart(Formula f, Value a)
    {
        var isLarge = f.Greater(a, 0.5);
        var z = f.Choose(isLarge, f.Times(f.Number(0.5), f.Minus(f.Number(1), a)), f.Times(a, a));
        var s = f.Choose(isLarge, f.Root(z), a);
        return (isLarge, f.Plus(f.Times(f.Times(f.Polynomial(z, s_arcsine), z), s), s));
    }

    private static Value Arcsine(Formula f)
    {
        var (isLarge, part) = ArcsinePart(f, f.Magnitude);
        return f.Signed(f.Choose(isLarge, f.Minus(f.Number(Math.PI / 2), f.Plus(part, part)), part));
    }

    /// <summary>Near 1 and −1 the difference from π/2 would lose what is left: 2 · part, and π − 2 · part.</summary>
    private static Value Arccosine(Formula f)
    {
        var (isLarge, part) = ArcsinePart(f, f.Magnitude);
        var twice = f.Plus(part, part);
        var large = f.Choose(f.IsNegative, f.Minus(f.Number(Math.PI), twice), twice);
        return f.Choose(isLarge, large, f.Minus(f.Number(Math.PI / 2), f.Signed(part)));
    }

    private static Value Arctangent(Formula f, Value a)
    {
        Value isLarge = f.Greater(a, 2.414213562373095), isMiddle = f.Greater(a, 0.4142135623730950);
        var z = f.Choose(
            isLarge, f.Over(f.Number(-1), a),
            f.Choose(isMiddle, f.Over(f.Minus(a, f.Number(1)), f.Plus(a, f.Number(1))), a));
        var start = f.Choose(isLarge, f.Number(Math.PI / 2), f.Choose(isMiddle, f.Number(Math.PI / 4), f.Number(0)));
        var square = f.Times(z, z);
        return f.Plus(start, f.Plus(f.Times(f.Times(f.Polynomial(square, s_arctangent), square), z), z));
    }

    private static Value AreaSine(Formula f, Value a)
    {
        var square = f.Times(a, a);
        var small = f.Plus(f.Times(f.Times(f.Polynomial(square, s_areaSine), square), a), a);
        var middle = f.Log(f.Plus(a, f.Root(f.Plus(square, f.Number(1)))));
        return f.Choose(f.Greater(a, 1500), f.Plus(f.Log(a), f.Number(Log2)), f.Choose(f.Greater(a, 0.5), middle, small));
    }

    private static Value AreaCosine(Formula f)
    {
        var z = f.Minus(f.X, f.Number(1));
        var small = f.Times(f.Polynomial(z, s_areaCosine), f.Root(z));
        var middle = f.Log(f.Plus(f.X, f.Root(f.Times(z, f.Plus(f.X, f.Number(1))))));
        var value = f.Choose(f.Greater(f.X, 1500), f.Plus(f.Log(f.X), f.Number(Log2)), f.Choose(f.Greater(z, 0.5), middle, small));
        return f.Choose(f.Greater(f.Number(1), f.X), f.Number(double.NaN), value);
    }

    private static Value AreaTangent(Formula f, Value a)
    {
        var square = f.Times(a, a);
        var small = f.Plus(f.Times(f.Times(f.Polynomial(square, s_areaTangent), square), a), a);
        var large = f.Times(f.Number(0.5), f.Log(f.Over(f.Plus(f.Number(1), a), f.Minus(f.Number(1), a))));
        return f.Choose(f.Greater(a, 0.5), large, small);
    }

    private static Value HyperbolicSine(Formula f)
    {
        var square = f.Times(f.X, f.X);
        var small = f.Plus(f.Times(f.Times(f.Polynomial(square, s_hyperbolicSine), square), f.X), f.X);
        var large = f.Times(f.Number(0.5), f.Minus(f.Exp(f.X), f.Exp(f.Negative(f.X))));
        return f.Choose(f.Greater(f.Magnitude, 1), large, small);
    }

    /// <summary>Arithmetic on the operand, each step in float32.</summary>
    private sealed class Formula(NodeExpansion to)
    {
        private Value? _magnitude;
        private Value? _isNegative;

        public Value X => to.X;

        public Value Magnitude => _magnitude ??= to.AddFloat(new Abs(), X);

        public Value IsNegative => _isNegative ??= to.AddFloat(new Less(), X, Number(0));

        public Value Number(double value) => to.Number(value);

        public Value Plus(Value a, Value b) => to.AddFloat(new Add(), a, b);

        public Value Minus(Value a, Value b) => to.AddFloat(new Sub(), a, b);

        public Value Times(Value a, Value b) => to.AddFloat(new Mul(), a, b);

        public Value Over(Value a, Value b) => to.AddFloat(new Div(), a, b);

        public Value Root(Value a) => to.AddFloat(new Sqrt(), a);

        public Value Exp(Value a) => to.AddFloat(new Exp(), a);

        public Value Log(Value a) => to.AddFloat(new Log(), a);

        public Value Negative(Value a) => to.AddFloat(new Neg(), a);

        public Value Greater(Value a, double bound) => Greater(a, Number(bound));

        public Value Greater(Value a, Value b) => to.AddFloat(new Greater(), a, b);

        public Value Choose(Value condition, Value then, Value otherwise) => to.AddFloat(new Select(), condition, then, otherwise);

        /// <summary>The value with the sign of the operand.</summary>
        public Value Signed(Value a) => Choose(IsNegative, Negative(a), a);

        public Value Polynomial(Value x, double[] coefficients)
        {
            var sum = Number(coefficients[0]);
            foreach (var coefficient in coefficients.AsSpan(1)) sum = Plus(Times(sum, x), Number(coefficient));
            return sum;
        }
    }
}
