using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

public sealed class FloatStepsTests
{
    // The case "quantizelinear" of the ONNX specification, scale 2 and zero point 128, and back.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(1000, 254)]
    [InlineData(-254, -254)]
    [InlineData(-1000, -256)]
    public void Steps_are_those_of_the_specification(double x, double expected)
    {
        foreach (var perElement in (bool[])[false, true])
        {
            var graph = FloatSteps.Of(Source(), perElement);
            graph.Outputs[0].Name.ShouldBe("y");
            graph.Nodes.Aggregate(x, (value, node) => node.Operator switch
            {
                ElementwiseUnary op => op.Apply(value),
                Div => value / node.Input(1).Constant!.ToDoubles()[0],
                Mul => value * node.Input(1).Constant!.ToDoubles()[0],
                var other => throw new InvalidOperationException($"{other}"),
            }).ShouldBe(expected);
        }
    }

    [Fact]
    public void Step_of_each_element_can_be_changed_by_a_rounding()
    {
        FloatSteps.Of(Source(), perElement: true).Nodes[0].Input(1).Constant!.ToSingles().ShouldBe([2, 2, 2]);
        FloatSteps.Of(Source(), perElement: false).Nodes[0].Input(1).Constant!.Shape.Rank.ShouldBe(0);
    }

    private static ModelGraph Source()
    {
        var graph = new ModelGraph("source");
        var x = graph.AddInput("x", new TensorType(ElementType.Float32, new Shape(3)));
        var stored = graph.Add(new Quantize(ElementType.UInt8), [x], "q").Output;
        stored.Quantization = QuantizationParameters.PerTensor(2, 128);
        var y = graph.Add(new Dequantize(), [stored], "dq").Output;
        y.Name = "y";
        graph.Outputs.Add(y);
        return graph;
    }
}
