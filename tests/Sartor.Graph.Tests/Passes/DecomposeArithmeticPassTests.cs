using Sartor.Core;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class DecomposeArithmeticPassTests
{
    private static readonly float[] s_values = [-1e30f, -6, -3.5f, -1, -0.3f, -1e-4f, 0, 1e-4f, 0.3f, 1, 3.5f, 6, 1e30f];

    [Fact]
    public void Reciprocal_IsOneDividedByX() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(new DecomposeArithmeticPass(), new Reciprocal(), Tensor.Vector(-4f, -0.5f, 0f, 0.25f, 1e10f)),
        [-0.25, -2, double.PositiveInfinity, 4, 1e-10]);

    [Fact]
    public void Tangent_IsSineByCosine() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(new DecomposeArithmeticPass(), new Tan(), Tensor.Vector(-1.5f, -0.78539816f, 0f, 0.78539816f, 3.1415927f)),
        [-14.10141994717172, -1, 0, 1, 0]);

    [Fact]
    public void Sign_OfAFloat() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(new DecomposeArithmeticPass(), new Sign(), Tensor.Vector(-1e30f, -1e-30f, 0f, 1e-30f, 1e30f, float.NaN)),
        [-1, -1, 0, 1, 1, double.NaN]);

    [Fact]
    public void Sign_OfAnInteger() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(new DecomposeArithmeticPass(), new Sign(), Tensor.Vector(long.MinValue, -1, 0, 7)), [-1, -1, 0, 1]);

    // By the table of Abramowitz and Stegun, 7.1, and erf(−x) = −erf(x).
    [Fact]
    public void ErrorFunction_IsWithinOneMillionth() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(
            new DecomposeArithmeticPass(), new Erf(),
            Tensor.Vector(-1e30f, -2f, -0.5f, 0f, 1e-10f, 0.1f, 0.5f, 1f, 1.5f, 2f, 5f, float.PositiveInfinity)),
        [
            -1, -0.9953222650, -0.5204998778, 0, 1.1283791671e-10, 0.1124629160, 0.5204998778, 0.8427007929, 0.9661051465, 0.9953222650,
            1, 1,
        ]);

    [Fact]
    public void ErrorFunction_IsWithinItsBoundOnADenseGrid()
    {
        var x = Enumerable.Range(-5000, 10001).Select(i => i * 1e-3f).ToArray();
        var actual = ExpandedValues.Of(new DecomposeArithmeticPass(), new Erf(), Tensor.Vector<float>(x));
        // The derivative of erf is 2/√π · e^−x²: Simpson's rule from 0 on, which knows nothing of the approximation.
        double Slope(double t) => 2 / Math.Sqrt(Math.PI) * Math.Exp(-t * t);
        double sum = 0;
        for (var i = 5001; i < x.Length; i++)
        {
            double from = x[i - 1], to = x[i];
            sum += (to - from) / 6 * (Slope(from) + (4 * Slope((from + to) / 2)) + Slope(to));
            Math.Abs(actual[i] - sum).ShouldBeLessThan(6e-7, $"erf({x[i]})");
            actual[10000 - i].ShouldBe(-actual[i], 1e-9);
        }
    }

    [Fact]
    public void ErrorFunction_StaysFloat()
    {
        ExpandedValues.Graph(new DecomposeArithmeticPass(), new Erf(), [Tensor.Vector(1f)], out var graph);
        graph.Nodes.ShouldAllBe(n => n.NeedsFloat);
    }

    // C's fmod has the sign of the dividend.
    [Theory]
    [InlineData(7f, 3f, 1f)]
    [InlineData(-7f, 3f, -1f)]
    [InlineData(7f, -3f, 1f)]
    [InlineData(-7f, -3f, -1f)]
    [InlineData(-6f, 3f, 0f)]
    [InlineData(0.5f, 0.3f, 0.2f)]
    [InlineData(-1e6f, 7f, -1f)]
    public void TruncatedRemainder_HasTheSignOfTheDividend(float x, float y, float expected) => ExpandedValues.ShouldBe(
        ExpandedValues.Of(new DecomposeArithmeticPass(), new Modulo(Truncated: true), Tensor.Vector(x), Tensor.Vector(y)), [expected]);

    [Fact]
    public void TruncatedRemainder_OfIntegersAndABroadcastDivisor() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(
            new DecomposeArithmeticPass(), new Modulo(Truncated: true), Tensor.Create(new Shape(2, 2), [7, -7, 9, -9]), Tensor.Scalar(-4)),
        [3, -3, 1, -1]);

    [Fact]
    public void FlooredRemainder_Stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Modulo(Truncated: false), g.Input(4), g.Constant(Tensor.Scalar(3f))));
        new DecomposeArithmeticPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void ExclusiveOr_IsInequality()
    {
        static Tensor Bools(params byte[] values) => new(ElementType.Bool, new Shape(values.Length), values);
        ExpandedValues.Of(new DecomposeArithmeticPass(), new LogicalXor(), Bools(0, 0, 1, 1), Bools(0, 1, 0, 1)).ShouldBe([0, 1, 1, 0]);
    }

    [Fact]
    public void Values_AreCoveredFromEndToEnd() => ExpandedValues.ShouldBe(
        ExpandedValues.Of(new DecomposeArithmeticPass(), new Reciprocal(), Tensor.Vector<float>(s_values)),
        s_values.Select(x => (double)(1 / x)));
}
