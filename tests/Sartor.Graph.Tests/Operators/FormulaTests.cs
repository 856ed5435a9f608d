using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Tests.Operators;

/// <summary>Operators on single elements against their formulas in the specifications of ONNX and TFLite.</summary>
public sealed class FormulaTests
{
    private static readonly double[] s_points = [-7.5, -3, -2.5, -1.5, -1, -0.5, -0.1, 0, 0.1, 0.5, 1, 1.5, 2.5, 3, 6, 6.5];

    private static readonly Dictionary<ElementwiseUnary, Func<double, double>> s_unary = new()
    {
        [new Abs()] = Math.Abs,
        [new Neg()] = x => -x,
        [new Ceil()] = Math.Ceiling,
        [new Floor()] = Math.Floor,
        [new Round()] = x => Math.Round(x, MidpointRounding.ToEven),
        [new Sign()] = x => x > 0 ? 1 : x < 0 ? -1 : 0,
        [new Square()] = x => x * x,
        [new Reciprocal()] = x => 1 / x,
        [new Exp()] = Math.Exp,
        [new Sin()] = Math.Sin,
        [new Cos()] = Math.Cos,
        [new Tan()] = Math.Tan,
        [new Tanh()] = Math.Tanh,
        [new Logistic()] = x => 1 / (1 + Math.Exp(-x)),
        [new Softplus()] = x => Math.Log(1 + Math.Exp(x)),
        [new Softsign()] = x => x / (1 + Math.Abs(x)),
        [new Mish()] = x => x * Math.Tanh(Math.Log(1 + Math.Exp(x))),
        [new HardSwish()] = x => x * Math.Min(1, Math.Max(0, (x / 6) + 0.5)),
        [new HardSigmoid(0.25f, 0.5f)] = x => Math.Min(1, Math.Max(0, (0.25 * x) + 0.5)),
        [new LeakyRelu(0.25f)] = x => x < 0 ? 0.25 * x : x,
        [new ThresholdedRelu(1)] = x => x > 1 ? x : 0,
        [new Elu(2)] = x => x < 0 ? 2 * (Math.Exp(x) - 1) : x,
        [new Celu(2)] = x => Math.Max(0, x) + Math.Min(0, 2 * (Math.Exp(x / 2) - 1)),
        [new Selu(1.5f, 2)] = x => x <= 0 ? 2 * ((1.5 * Math.Exp(x)) - 1.5) : 2 * x,
        [new Clamp(-1, 2)] = x => x < -1 ? -1 : x > 2 ? 2 : x,
        [Clamp.Relu] = x => Math.Max(x, 0),
        [Clamp.Relu6] = x => Math.Min(6, Math.Max(x, 0)),
        [new Gelu(true)] = x => x * 0.5 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * Math.Pow(x, 3))))),
    };

    private static readonly Dictionary<ElementwiseBinary, (Func<double, double, double>, Func<long, long, long>?)> s_binary = new()
    {
        [new Add()] = ((x, y) => x + y, (x, y) => x + y),
        [new Sub()] = ((x, y) => x - y, (x, y) => x - y),
        [new Mul()] = ((x, y) => x * y, (x, y) => x * y),
        [new Div()] = ((x, y) => x / y, null),
        [new Maximum()] = (Math.Max, Math.Max),
        [new Minimum()] = (Math.Min, Math.Min),
        [new PRelu()] = ((x, y) => x < 0 ? x * y : x, null),
        [new Equal()] = ((x, y) => x == y ? 1 : 0, (x, y) => x == y ? 1 : 0),
        [new NotEqual()] = ((x, y) => x != y ? 1 : 0, (x, y) => x != y ? 1 : 0),
        [new Less()] = ((x, y) => x < y ? 1 : 0, (x, y) => x < y ? 1 : 0),
        [new LessOrEqual()] = ((x, y) => x <= y ? 1 : 0, (x, y) => x <= y ? 1 : 0),
        [new Greater()] = ((x, y) => x > y ? 1 : 0, (x, y) => x > y ? 1 : 0),
        [new GreaterOrEqual()] = ((x, y) => x >= y ? 1 : 0, (x, y) => x >= y ? 1 : 0),
    };

    // Values that are true or false: the truth tables.
    private static readonly Dictionary<ElementwiseBinary, Func<bool, bool, bool>> s_logic = new()
    {
        [new LogicalAnd()] = (x, y) => x && y,
        [new LogicalOr()] = (x, y) => x || y,
        [new LogicalXor()] = (x, y) => x != y,
    };

    [Fact]
    public void FunctionsOfOneElement_AreTheirFormulas()
    {
        foreach (var (op, formula) in s_unary)
        {
            foreach (var x in s_points) Close(op.Apply(x), formula(x), $"{op} of {x}");
        }
    }

    [Fact]
    public void FunctionsOfTwoElements_AreTheirFormulas()
    {
        foreach (var (op, (real, whole)) in s_binary)
        {
            foreach (var x in s_points)
            {
                foreach (var y in s_points)
                {
                    Close(op.Apply(x, y), real(x, y), $"{op} of {x} and {y}");
                    if (whole is not null) op.Apply((long)x, (long)y).ShouldBe(whole((long)x, (long)y), $"{op} of whole {x} and {y}");
                }
            }
        }
    }

    /// <summary>Integers beyond 2^53 compare and add as integers, not as the doubles nearest to them.</summary>
    [Fact]
    public void WideIntegers_AreNotRounded()
    {
        const long wide = (1L << 53) + 1;
        foreach (var (op, (_, whole)) in s_binary)
        {
            if (whole is null) continue;
            op.Apply(wide, wide - 1).ShouldBe(whole(wide, wide - 1), $"{op}");
            op.Apply(wide - 1, wide).ShouldBe(whole(wide - 1, wide), $"{op}");
        }
    }

    [Fact]
    public void LogicOfTwoElements_IsItsTruthTable()
    {
        foreach (var (op, formula) in s_logic)
        {
            foreach (var x in new[] { false, true })
            {
                foreach (var y in new[] { false, true })
                {
                    long a = x ? 1 : 0, b = y ? 1 : 0, expected = formula(x, y) ? 1 : 0;
                    op.Apply(a, b).ShouldBe(expected, $"{op} of {x} and {y}");
                    op.Apply((double)a, b).ShouldBe(expected, $"{op} of {x} and {y}");
                }
            }
        }
    }

    /// <summary>Quotients of integers are cut toward 0 (ONNX Div), remainders have the sign that the operator says (ONNX Mod).</summary>
    [Fact]
    public void QuotientsAndRemaindersOfIntegers_HaveTheirSigns()
    {
        new Div().Apply(-7L, 2L).ShouldBe(-3);
        new Div().Apply(7L, -2L).ShouldBe(-3);
        (long, long, long, long)[] remainders = [(7, 3, 1, 1), (-7, 3, 2, -1), (7, -3, -2, 1), (-7, -3, -1, -1), (6, -3, 0, 0)];
        foreach (var (x, y, floored, truncated) in remainders)
        {
            new Modulo(false).Apply(x, y).ShouldBe(floored);
            new Modulo(true).Apply(x, y).ShouldBe(truncated);
            new Modulo(false).Apply((double)x, y).ShouldBe(floored);
            new Modulo(true).Apply((double)x, y).ShouldBe(truncated);
        }
    }

    /// <summary>erf by its Maclaurin series, 2/√π Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n+1)).</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(-1.2)]
    [InlineData(2.5)]
    [InlineData(-3)]
    public void ErrorFunction_IsItsSeries(double x)
    {
        double sum = 0, term = x;
        for (var n = 0; n < 120; n++)
        {
            sum += term / ((2 * n) + 1);
            term *= -x * x / (n + 1);
        }
        var erf = 2 / Math.Sqrt(Math.PI) * sum;
        Close(new Erf().Apply(x), erf, "erf");
        Close(new Gelu(false).Apply(x * Math.Sqrt(2)), x * Math.Sqrt(2) * (1 + erf) / 2, "gelu");
    }

    [Fact]
    public void RootsAndLogarithms_AreTheirFormulas()
    {
        foreach (var x in new[] { 0.01, 0.5, 1, 2, 100 })
        {
            Close(new Sqrt().Apply(x), Math.Sqrt(x), "√");
            Close(new Rsqrt().Apply(x), 1 / Math.Sqrt(x), "1/√");
            Close(new Log().Apply(x), Math.Log(x), "ln");
        }
    }

    /// <summary>A fused activation is applied to the result, by TFLite's ActivationFunctionType.</summary>
    [Theory]
    [InlineData(Activation.None, new[] { -7f, -0.5f, 0.5f, 7 })]
    [InlineData(Activation.Relu, new[] { 0f, 0, 0.5f, 7 })]
    [InlineData(Activation.Relu6, new[] { 0f, 0, 0.5f, 6 })]
    [InlineData(Activation.ReluN1To1, new[] { -1f, -0.5f, 0.5f, 1 })]
    [InlineData(Activation.SignBit, new[] { -1f, -1, 1, 1 })]
    public void FusedActivation_IsAppliedToTheResult(Activation activation, float[] expected)
    {
        var x = Tensor.Vector(-7f, -0.5f, 0.5f, 7);
        Evaluate(new Add(activation), x, Tensor.Scalar(0f)).ShouldBe(expected);
        var dense = new FullyConnected(WeightLayout.OutputInput, activation);
        Evaluate(dense, Tensor.Create(new Shape(1, 1), [1f]), x.Reshape(new Shape(4, 1)), null).ShouldBe(expected);
    }

    [Fact]
    public void FusedActivation_KeepsNaN()
    {
        foreach (var activation in Enum.GetValues<Activation>().Except([Activation.SignBit]))
            Evaluate(new Add(activation), Tensor.Scalar(float.NaN), Tensor.Scalar(0f)).ShouldBe([float.NaN]);
    }

    private static float[] Evaluate(Operator op, params Tensor?[] inputs) => op.Evaluate(inputs).ShouldNotBeNull()[0].ToSingles();

    private static void Close(double actual, double expected, string label)
    {
        if (!actual.Equals(expected)) actual.ShouldBe(expected, 1e-6 * Math.Max(1, Math.Abs(expected)), label);
    }
}
