using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class DecomposeHardSigmoidPassTests
{
    private static readonly HardSigmoid Sixth = new(1f / 6, 0.5f);

    // Inputs beyond ±3 reach both ends.
    private static Value Wide(GraphFixture g) => g.Add(new Mul(), g.Input(4, 8), g.Constant(Tensor.Scalar(8f)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Product_with_its_input_becomes_HardSwish(bool inputFirst)
    {
        var g = new GraphFixture();
        var x = Wide(g);
        var gate = g.Add(Sixth, x);
        var y = inputFirst ? g.Add(new Mul(), x, gate) : g.Add(new Mul(), gate, x);
        y.Name = "y";
        g.Output(y);
        g.ShouldKeepResults(new DecomposeHardSigmoidPass());
        g.Graph.Nodes.Select(n => n.Operator.GetType()).ShouldBe([typeof(Mul), typeof(HardSwish)]);
        g.Graph.Outputs[0].Name.ShouldBe("y");
    }

    [Fact]
    public void Other_slopes_become_a_clamp()
    {
        // ONNX's default: max(0, min(1, 0.2·x + 0.5)).
        var g = new GraphFixture();
        g.Output(g.Add(new HardSigmoid(0.2f, 0.5f), g.Graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(5)))));
        new DecomposeHardSigmoidPass().Run(g.Graph).ShouldBeTrue();
        g.Count<HardSigmoid>().ShouldBe(0);
        var y = GraphEvaluator.Run(g.Graph, Tensor.Vector(-3f, -2.5f, 0f, 1f, 3f))[0].ToSingles();
        y[0].ShouldBe(0);
        y[1].ShouldBe(0, 1e-6);
        y[2].ShouldBe(0.5f);
        y[3].ShouldBe(0.7f, 1e-6);
        y[4].ShouldBe(1);
    }

    [Theory]
    [InlineData(0.2f, 0.5f)]
    [InlineData(1f / 6, 0.4f)]
    public void Product_of_another_slope_is_no_HardSwish(float alpha, float beta)
    {
        var g = new GraphFixture();
        var x = Wide(g);
        g.Output(g.Add(new Mul(), x, g.Add(new HardSigmoid(alpha, beta), x)));
        g.ShouldKeepResults(new DecomposeHardSigmoidPass());
        g.Count<HardSwish>().ShouldBe(0);
        g.Count<HardSigmoid>().ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gate_that_is_used_elsewhere_becomes_a_clamp(bool asOutput)
    {
        var g = new GraphFixture();
        var x = Wide(g);
        var gate = g.Add(Sixth, x);
        g.Output(g.Add(new Mul(), x, gate), asOutput ? gate : g.Add(new Neg(), gate));
        g.ShouldKeepResults(new DecomposeHardSigmoidPass());
        g.Count<HardSwish>().ShouldBe(0);
        g.Count<Clamp>().ShouldBe(1);
    }

    [Fact]
    public void Square_of_the_gate_becomes_a_clamp()
    {
        var g = new GraphFixture();
        var gate = g.Add(Sixth, Wide(g));
        g.Output(g.Add(new Mul(), gate, gate));
        g.ShouldKeepResults(new DecomposeHardSigmoidPass());
        g.Count<HardSwish>().ShouldBe(0);
    }

    [Fact]
    public void Gate_of_another_value_becomes_a_clamp()
    {
        // Squeeze and excitation: the gate is of the pooled value.
        var g = new GraphFixture();
        var x = Wide(g);
        g.Output(g.Add(new Mul(), x, g.Add(Sixth, g.Add(new Reduce(ReductionKind.Mean, [1], true), x))));
        g.ShouldKeepResults(new DecomposeHardSigmoidPass());
        g.Count<HardSwish>().ShouldBe(0);
    }

    [Fact]
    public void Product_with_an_activation_is_no_HardSwish()
    {
        var g = new GraphFixture();
        var x = Wide(g);
        g.Output(g.Add(new Mul(Activation.Relu6), x, g.Add(Sixth, x)));
        g.ShouldKeepResults(new DecomposeHardSigmoidPass());
        g.Count<HardSwish>().ShouldBe(0);
    }
}
