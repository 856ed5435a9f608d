using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Graph.Passes;

namespace Sartor.Graph.Tests.Passes;

public sealed class FuseActivationPassTests
{
    public static TheoryData<string, float, float> Cases()
    {
        var data = new TheoryData<string, float, float>();
        foreach (var producer in new[] { "conv", "dense", "add", "sub", "mul", "div", "max", "mean" })
        {
            data.Add(producer, 0, float.PositiveInfinity);
            data.Add(producer, 0, 6);
            data.Add(producer, -1, 1);
        }
        return data;
    }

    private static Value Produce(GraphFixture g, string producer)
    {
        // Values up to ±9, so that every bound is reached.
        var x = g.Add(new Mul(), g.Input(1, 4, 4, 4), g.Constant(Tensor.Scalar(9f)));
        var y = g.Constant(g.Random(1, 4, 4, 4));
        return producer switch
        {
            "conv" => g.Conv(x, 3),
            "dense" => g.Add(new FullyConnected(WeightLayout.OutputInput), x, g.Constant(g.Random(5, 4)), null),
            "add" => g.Add(new Add(), x, y),
            "sub" => g.Add(new Sub(), x, y),
            "mul" => g.Add(new Mul(), x, y),
            "div" => g.Add(new Div(), x, g.Constant(Tensor.Scalar(1.5f))),
            "max" => g.Add(new MaxPool(ChannelLayout.ChannelsFirst, [2, 2], [1, 1], [1, 1], [0, 0], [0, 0]), x),
            _ => g.Add(new AveragePool(ChannelLayout.ChannelsFirst, [2, 2], [1, 1], [1, 1], [0, 0], [0, 0], false), x),
        };
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Operator_takes_the_activation_over(string producer, float minimum, float maximum)
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Clamp(minimum, maximum), Produce(g, producer)));
        g.ShouldKeepResults(new FuseActivationPass());
        g.Count<Clamp>().ShouldBe(0);
    }

    [Fact]
    public void Output_keeps_its_name_and_its_boundary()
    {
        var g = new GraphFixture();
        var y = g.Relu(Produce(g, "add"));
        (y.Name, y.BoundaryPermutation) = ("y", Permutation.ToChannelsLast);
        g.Output(y);
        g.ShouldKeepResults(new FuseActivationPass());
        g.Count<Clamp>().ShouldBe(0);
        g.Graph.Outputs[0].Name.ShouldBe("y");
        g.Graph.Outputs[0].BoundaryPermutation.ShouldBe(Permutation.ToChannelsLast);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Result_that_is_used_elsewhere_stays(bool asOutput)
    {
        var g = new GraphFixture();
        var x = Produce(g, "conv");
        g.Output(g.Relu(x), asOutput ? x : g.Add(new Neg(), x));
        g.ShouldKeepResults(new FuseActivationPass());
        g.Count<Clamp>().ShouldBe(1);
    }

    [Fact]
    public void Second_activation_stays()
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Clamp(-1, 1), g.Relu(Produce(g, "add"))));
        g.ShouldKeepResults(new FuseActivationPass());
        g.Count<Clamp>().ShouldBe(1);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 6)]
    [InlineData(float.NegativeInfinity, 0)]
    public void Other_bounds_stay(float minimum, float maximum)
    {
        var g = new GraphFixture();
        g.Output(g.Add(new Clamp(minimum, maximum), Produce(g, "conv")));
        g.ShouldKeepResults(new FuseActivationPass());
        g.Count<Clamp>().ShouldBe(1);
    }

    [Fact]
    public void Operators_whose_kernels_have_no_activation_stay()
    {
        // CONCATENATION has the attribute but no kernel that obeys it, TRANSPOSE_CONV of schema 2.9 has none.
        var g = new GraphFixture();
        var x = g.Input(1, 4, 4, 3);
        var up = new TransposeConvolution(ChannelLayout.ChannelsLast, KernelLayout.InputSpatialOutput, 1, [2, 2], [1, 1], [0, 0], [0, 0]);
        g.Output(g.Relu(g.Add(new Concat(3), x, x)), g.Relu(g.Add(up, x, g.Constant(g.Random(2, 2, 2, 3)), null)));
        g.ShouldKeepResults(new FuseActivationPass());
        g.Count<Clamp>().ShouldBe(2);
    }

    [Theory]
    [InlineData(0.5f, 1)]
    [InlineData(0.25f, 0)]
    public void Quantised_activation_fuses_only_where_it_changes_no_parameters(float scale, int fused)
    {
        var g = new GraphFixture();
        var x = Produce(g, "add");
        var y = g.Relu(x);
        x.Quantization = QuantizationParameters.PerTensor(0.5f, 0);
        y.Quantization = QuantizationParameters.PerTensor(scale, 0);
        g.Output(y);
        new FuseActivationPass().Run(g.Graph);
        g.Count<Clamp>().ShouldBe(1 - fused);
    }
}
