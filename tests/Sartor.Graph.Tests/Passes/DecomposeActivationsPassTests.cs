using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class DecomposeActivationsPassTests
{
    private static readonly double[] s_values =
        [-1e30, -200, -88, -20, -3, -1, -0.25, -1e-3, -1e-6, 0, 1e-6, 1e-3, 0.25, 0.3, 1, 3, 20, 88, 200, 1e30];
    private static readonly float[] s_singles = Array.ConvertAll(s_values, v => (float)v);

    // The definitions of the ONNX specification, written down here once more.
    public static TheoryData<string> Rules => [.. s_rules.Keys];

    private static readonly Dictionary<string, (Operator Op, Func<double, double> Formula)> s_rules = new(StringComparer.Ordinal)
    {
        ["Elu"] = (new Elu(1.5f), x => x > 0 ? x : 1.5 * Math.Exp(x) - 1.5),
        ["Elu, negative"] = (new Elu(-0.5f), x => x > 0 ? x : -0.5 * (Math.Exp(x) - 1)),
        ["Selu"] = (new Selu(1.67326319f, 1.05070102f), x => x > 0 ? 1.05070102f * x : 1.05070102f * 1.67326319f * (Math.Exp(x) - 1)),
        ["Selu, other"] = (new Selu(2, 3), x => x > 0 ? 3 * x : 3 * (2 * Math.Exp(x) - 2)),
        ["Celu"] = (new Celu(2), x => x > 0 ? x : 2 * (Math.Exp(x / 2) - 1)),
        ["Celu of 1"] = (new Celu(1), x => x > 0 ? x : Math.Exp(x) - 1),
        ["Softplus"] = (new Softplus(), x => x > 40 ? x : Math.Log(1 + Math.Exp(x))),
        ["Mish"] = (new Mish(), x => x > 40 ? x : x < -700 ? 0 : x * Math.Tanh(Math.Log(1 + Math.Exp(x)))),
        ["Softsign"] = (new Softsign(), x => x < 0 ? x / (1 - x) : x / (1 + x)),
        ["ThresholdedRelu"] = (new ThresholdedRelu(0.25f), x => x > 0.25 ? x : 0),
    };

    [Theory, MemberData(nameof(Rules))]
    public void Activation_IsItsFormulaFromEndToEnd(string rule)
    {
        var (op, formula) = s_rules[rule];
        var actual = ExpandedValues.Of(new DecomposeActivationsPass(), op, Tensor.Vector<float>(s_singles));
        ExpandedValues.ShouldBe(actual, s_singles.Select(x => formula(x)));
    }

    [Theory]
    [InlineData(typeof(Softplus))]
    [InlineData(typeof(ThresholdedRelu))]
    public void NoStepOverflows_WhereTheResultDoesNot(Type type)
    {
        var op = s_rules[type.Name].Op;
        var actual = ExpandedValues.Of(new DecomposeActivationsPass(), op, Tensor.Vector(float.MaxValue, -float.MaxValue));
        actual[0].ShouldBe(float.MaxValue);
        actual[1].ShouldBe(0);
    }

    [Fact]
    public void Softplus_TakesItsLogarithmInFloat()
    {
        ExpandedValues.Graph(new DecomposeActivationsPass(), new Softplus(), [Tensor.Vector(1f)], out var graph);
        graph.Nodes.Where(n => n.NeedsFloat).Select(n => n.Operator.GetType()).ShouldBe(
            [typeof(Abs), typeof(Neg), typeof(Exp), typeof(Add), typeof(Log)]);
    }

    [Fact]
    public void Elu_OfAlpha1Stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Elu(1), g.Input(4)));
        new DecomposeActivationsPass().Run(g.Graph).ShouldBeFalse();
    }

    // max(0, x) + min(0, α(e^(x/α) − 1)) is x + α(e^(x/α) − 1) where both x and α are positive only.
    [Fact]
    public void Celu_OfANegativeAlphaStays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Celu(-1), g.Input(4)));
        new DecomposeActivationsPass().Run(g.Graph).ShouldBeFalse();
    }
}
