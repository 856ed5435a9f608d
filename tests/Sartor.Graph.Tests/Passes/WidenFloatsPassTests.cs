using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class WidenFloatsPassTests
{
    private static Value Input(GraphFixture g, ElementType element, params long[] shape) =>
        g.Graph.AddInput("x", new TensorType(element, new Shape(shape)));

    private static void EverythingIs(GraphFixture g, ElementType element)
    {
        GraphCheck.Verify(g.Graph);
        g.Graph.Inputs.Concat(g.Graph.Constants).Concat(g.Graph.Nodes.SelectMany(n => n.Outputs)).Concat(g.Graph.Outputs)
            .ShouldAllBe(v => v.Type.Element == element);
    }

    [Theory]
    [InlineData(ElementType.Float64)]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Network_becomes_float32(ElementType element)
    {
        var g = new GraphFixture();
        var x = g.Relu(Input(g, element, 2, 3));
        // Exact in every float type.
        g.Output(
            g.Add(new Mul(), x, g.Constant(Tensor.Vector(1.5f, -0.25f, 2f).ConvertTo(element))),
            g.Constant(Tensor.Scalar(3f).ConvertTo(element)));
        new WidenFloatsPass().Run(g.Graph).ShouldBeTrue();
        EverythingIs(g, ElementType.Float32);
        GraphEvaluator.Run(g.Graph, Tensor.Create(new Shape(2, 3), [1f, 2, 3, -4, -5, 6]))[0].ToSingles()
            .ShouldBe([1.5f, -0.5f, 6, 0, 0, 12]);
    }

    [Fact]
    public void Float32_network_stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Mul(), g.Input(2), g.Constant(g.Random(2))));
        new WidenFloatsPass().Run(g.Graph).ShouldBeFalse();
    }

    [Fact]
    public void Casts_to_half_precision_and_back_vanish()
    {
        var g = new GraphFixture();
        var half = g.Add(new Cast(ElementType.Float16), g.Relu(g.Input(3)));
        var scaled = g.Add(new Mul(), half, g.Constant(Tensor.Vector((Half)1, (Half)2, (Half)3)));
        g.Output(g.Add(new Neg(), g.Add(new Cast(ElementType.Float32), scaled)));
        new WidenFloatsPass().Run(g.Graph).ShouldBeTrue();
        EverythingIs(g, ElementType.Float32);
        g.Count<Cast>().ShouldBe(0);
    }

    [Fact]
    public void Cast_that_is_an_output_stays_one()
    {
        var g = new GraphFixture();
        var y = g.Add(new Cast(ElementType.Float64), g.Relu(g.Input(3)));
        y.Name = "y";
        g.Output(y);
        new WidenFloatsPass().Run(g.Graph).ShouldBeTrue();
        EverythingIs(g, ElementType.Float32);
        g.Graph.Outputs[0].Name.ShouldBe("y");
    }

    [Fact]
    public void Casts_between_reals_and_integers_stay()
    {
        var g = new GraphFixture();
        var integers = g.Add(new Cast(ElementType.Int32), Input(g, ElementType.Float64, 3));
        g.Output(g.Add(new Neg(), g.Add(new Cast(ElementType.Float64), integers)));
        new WidenFloatsPass().Run(g.Graph).ShouldBeTrue();
        GraphCheck.Verify(g.Graph);
        g.Graph.Nodes.Select(n => n.Output.Type.Element).ShouldBe([ElementType.Int32, ElementType.Float32, ElementType.Float32]);
        GraphEvaluator.Run(g.Graph, Tensor.Vector(1.75f, -1.75f, 3f))[0].ToSingles().ShouldBe([-1f, 1, -3]);
    }

    [Fact]
    public void Stored_half_precision_weights_stay_for_the_dequantisation()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Mul(), g.Input(2), g.Add(new Dequantize(), g.Constant(Tensor.Vector((Half)1, (Half)2)))));
        new WidenFloatsPass().Run(g.Graph).ShouldBeFalse();
        g.Graph.Constants.Single().Type.Element.ShouldBe(ElementType.Float16);
    }

    [Theory]
    [InlineData(ElementType.Float16)]
    [InlineData(ElementType.BFloat16)]
    public void Integers_dequantise_to_float32(ElementType element)
    {
        var g = new GraphFixture();
        var q = ModelGraph.NewConstant("q", Tensor.Vector<sbyte>(1, 2), QuantizationParameters.PerTensor(0.5f, 0));
        g.Output(g.Add(new Mul(), Input(g, element, 2), g.Add(new Dequantize(element), q)));
        new WidenFloatsPass().Run(g.Graph).ShouldBeTrue();
        GraphCheck.Verify(g.Graph);
        g.Graph.Nodes.ShouldAllBe(n => n.Output.Type.Element == ElementType.Float32);
        q.Type.Element.ShouldBe(ElementType.Int8);
    }

    // The largest float32 is (2 − 2⁻²³)·2¹²⁷; what lies half a step beyond rounds to infinity (IEEE 754).
    [Theory]
    [InlineData(3.4028234663852886e38, false)]
    [InlineData(3.4028235677973366e38, true)]
    [InlineData(double.MinValue, true)]
    [InlineData(double.NegativeInfinity, false)]
    [InlineData(double.NaN, false)]
    [InlineData(1e-300, false)]
    public void Finite_constant_that_becomes_infinite_is_named(double value, bool isLost)
    {
        var g = new GraphFixture();
        var mask = ModelGraph.NewConstant("mask", Tensor.Vector(1.0, value, -value, 0));
        g.Output(g.Add(new Mul(), Input(g, ElementType.Float64, 4), mask));
        new WidenFloatsPass().Run(g.Graph).ShouldBeTrue();
        EverythingIs(g, ElementType.Float32);
        if (!isLost)
        {
            g.Graph.Diagnostics.ShouldBeEmpty();
            return;
        }
        var diagnostic = g.Graph.Diagnostics.ShouldHaveSingleItem();
        (diagnostic.Code, diagnostic.Severity).ShouldBe(("float32-range", Severity.Warning));
        diagnostic.Message.ShouldStartWith("constant 'mask' has 2 elements beyond ±3.4e38");
    }

    [Fact]
    public void Constant_of_two_readers_stays_shared()
    {
        var g = new GraphFixture();
        var c = g.Constant(Tensor.Vector(1.0, 2.0));
        var x = Input(g, ElementType.Float64, 2);
        g.Output(g.Add(new Mul(), x, c), g.Add(new Add(), c, x));
        new WidenFloatsPass().Run(g.Graph);
        EverythingIs(g, ElementType.Float32);
        g.Graph.Constants.Count().ShouldBe(1);
    }
}
