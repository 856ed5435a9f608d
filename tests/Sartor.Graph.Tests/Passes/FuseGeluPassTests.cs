using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class FuseGeluPassTests
{
    private static Value Scalar(GraphFixture g, double value) => g.Constant(Tensor.Scalar((float)value));

    private static Value OnePlusErf(GraphFixture g, Value x, double divisor = 1.4142135, double one = 1) =>
        g.Add(new Add(), g.Add(new Erf(), g.Add(new Div(), x, Scalar(g, divisor))), Scalar(g, one));

    [Theory]
    [InlineData("x/2 first")]
    [InlineData("x·½ last")]
    [InlineData("½·x")]
    [InlineData("all, then ½")]
    [InlineData("½ of all")]
    [InlineData("all, then ÷2")]
    [InlineData("½ of the factor")]
    [InlineData("÷2 of the factor, 1 first")]
    public void Any_order_of_the_factors_becomes_Gelu(string order)
    {
        var g = new GraphFixture();
        var x = g.Input(2, 3);
        Value E() => OnePlusErf(g, x);
        g.Output(order switch
        {
            "x/2 first" => g.Add(new Mul(), g.Add(new Div(), x, Scalar(g, 2)), E()),
            "x·½ last" => g.Add(new Mul(), E(), g.Add(new Mul(), x, Scalar(g, 0.5))),
            "½·x" => g.Add(new Mul(), g.Add(new Mul(), Scalar(g, 0.5), x), E()),
            "all, then ½" => g.Add(new Mul(), g.Add(new Mul(), x, E()), Scalar(g, 0.5)),
            "½ of all" => g.Add(new Mul(), Scalar(g, 0.5), g.Add(new Mul(), E(), x)),
            "all, then ÷2" => g.Add(new Div(), g.Add(new Mul(), x, E()), Scalar(g, 2)),
            "½ of the factor" => g.Add(new Mul(), x, g.Add(new Mul(), E(), Scalar(g, 0.5))),
            _ =>
                g.Add(
                    new Mul(), x,
                    g.Add(
                        new Div(), g.Add(new Add(), Scalar(g, 1), g.Add(new Erf(), g.Add(new Mul(), Scalar(g, Math.Sqrt(0.5)), x))),
                        Scalar(g, 2))),
        });
        g.ShouldKeepResults(new FuseGeluPass());
        g.Graph.Nodes.ShouldHaveSingleItem().Operator.ShouldBe(new Gelu(Approximate: false));
    }

    [Fact]
    public void Input_and_its_half_may_be_read_elsewhere()
    {
        var g = new GraphFixture();
        var x = g.Relu(g.Input(2, 3));
        var half = g.Add(new Mul(), x, Scalar(g, 0.5));
        g.Output(g.Add(new Mul(), half, OnePlusErf(g, x)), half, x);
        g.ShouldKeepResults(new FuseGeluPass());
        g.Count<Gelu>().ShouldBe(1);
        g.Count<Erf>().ShouldBe(0);
    }

    [Fact]
    public void Output_keeps_its_name_and_its_boundary()
    {
        var g = new GraphFixture();
        var x = g.Input(2, 3);
        var y = g.Add(new Mul(), g.Add(new Mul(), x, OnePlusErf(g, x)), Scalar(g, 0.5));
        (y.Name, y.BoundaryPermutation) = ("y", new Permutation([1, 0]));
        g.Output(y);
        g.ShouldKeepResults(new FuseGeluPass());
        g.Graph.Outputs[0].Name.ShouldBe("y");
        g.Graph.Outputs[0].Producer!.Operator.ShouldBeOfType<Gelu>();
    }

    private static void ShouldStay(Func<GraphFixture, Value, Value[]> build, params long[] shape)
    {
        var g = new GraphFixture();
        g.Output(build(g, g.Input(shape.Length == 0 ? [2, 3] : shape)));
        g.ShouldKeepResults(new FuseGeluPass());
        g.Count<Gelu>().ShouldBe(0);
    }

    [Fact]
    public void Other_numbers_stay()
    {
        ShouldStay((g, x) => [g.Add(new Mul(), g.Add(new Mul(), x, OnePlusErf(g, x, divisor: 1.5)), Scalar(g, 0.5))]);
        ShouldStay((g, x) => [g.Add(new Mul(), g.Add(new Mul(), x, OnePlusErf(g, x, one: 2)), Scalar(g, 0.5))]);
        ShouldStay((g, x) => [g.Add(new Mul(), g.Add(new Mul(), x, OnePlusErf(g, x)), Scalar(g, 0.25))]);
        ShouldStay((g, x) => [g.Add(new Mul(), x, OnePlusErf(g, x))]);
    }

    [Fact]
    public void Quotient_of_two_and_the_factor_stays() =>
        ShouldStay((g, x) => [g.Add(new Mul(), g.Add(new Div(), Scalar(g, 2), OnePlusErf(g, x)), x)]);

    [Fact]
    public void Factor_over_x_stays() =>
        ShouldStay((g, x) => [g.Add(new Mul(), g.Add(new Div(), OnePlusErf(g, x), x), Scalar(g, 0.5))]);

    [Fact]
    public void Factor_of_another_value_stays() =>
        ShouldStay((g, x) => [g.Add(new Mul(), g.Add(new Mul(), g.Input(2, 3), OnePlusErf(g, x)), Scalar(g, 0.5))]);

    [Fact]
    public void Power_of_x_stays() =>
        ShouldStay((g, x) => [g.Add(new Mul(), g.Add(new Mul(), g.Add(new Mul(), x, OnePlusErf(g, x)), x), Scalar(g, 0.5))]);

    [Fact]
    public void Reciprocal_of_x_in_the_error_function_stays()
    {
        // √2 ÷ x is no scaling of x.
        ShouldStay((g, x) =>
        {
            var erf = g.Add(new Erf(), g.Add(new Div(), Scalar(g, Math.Sqrt(2)), g.Add(new Clamp(0.1f, 1), x)));
            return [g.Add(new Mul(), g.Add(new Mul(), x, g.Add(new Add(), erf, Scalar(g, 1))), Scalar(g, 0.5))];
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Part_that_is_used_elsewhere_stays(bool asOutput) => ShouldStay((g, x) =>
    {
        var product = g.Add(new Mul(), x, OnePlusErf(g, x));
        return [g.Add(new Mul(), product, Scalar(g, 0.5)), asOutput ? product : g.Add(new Neg(), product)];
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Part_with_an_activation_stays(int where) => ShouldStay((g, x) =>
    {
        Activation At(int place) => place == where ? Activation.Relu6 : Activation.None;
        var scaled = g.Add(new Mul(At(0)), x, Scalar(g, Math.Sqrt(0.5)));
        var product = g.Add(new Mul(At(1)), x, g.Add(new Add(), g.Add(new Erf(), scaled), Scalar(g, 1)));
        return [g.Add(new Mul(At(2)), product, Scalar(g, 0.5))];
    });

    [Fact]
    public void Constant_that_raises_the_rank_stays() =>
        ShouldStay(
            (g, x) => [g.Add(new Mul(), g.Add(new Mul(), x, OnePlusErf(g, x)), g.Constant(Tensor.Create(new Shape(1, 1, 1), [0.5f])))]);
}
