using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Lowering;

/// <summary>Layout at the border of a network, and what it costs inside.</summary>
public sealed class SourceLayoutTests
{
    // Channel shuffles and attention move axes themselves.
    private static readonly string[] s_moving = ["shufflenet_v2_x1_0", "vit_b_16", "swin_t"];

    /// <summary>A CNN has no transpose inside, the least there can be; with the layout of the source it has one, at its input.</summary>
    [Fact]
    public void KeptLayout_CostsOneTransposeOfACnn()
    {
        var networks = TorchLayers.Networks().Where(path => !s_moving.Contains(Path.GetFileName(path))).ToArray();
        if (networks.Length == 0) Assert.Skip("SARTOR_TORCHVISION names no folder");
        List<string> wrong = [];
        foreach (var network in networks)
        {
            using var model = ModelFormats.Open(network + ".onnx");
            var moved = new ModelConverter(ConversionTargets.Default, model.Graph).Lowered;
            var kept = new ModelConverter(ConversionTargets.Default, model.Graph, null, keepsLayout: true).Lowered;
            if (Count(moved) != 0 || Count(kept) != 1) wrong.Add($"{network}: {Count(moved)} and {Count(kept)}");
            kept.Inputs.Concat(kept.Outputs).ShouldAllBe(v => v.BoundaryPermutation == null);
            kept.Inputs[0].Type.ShouldBe(model.Graph.Inputs[0].Type);
        }
        wrong.ShouldBeEmpty();
    }

    /// <summary>An image goes in and comes out as in the source, with equal extents too, for each target.</summary>
    [Theory]
    [InlineData("tflite", 5)]
    [InlineData("tflite", 3)]
    [InlineData("onnx", 3)]
    public void KeptLayout_GivesTheSourcesShapesAndValues(string target, long extent)
    {
        using var file = new TemporaryFile(new OnnxBuilder()
            .Input("x", ElementType.Float32, 1L, 3L, extent, extent)
            .Initializer("w", [3, 3, 1, 1], [.. Enumerable.Range(0, 9).Select(i => i - 3f)])
            .Node("Conv", ["x", "w"], ["c"]).Node("Relu", ["c"], ["y"])
            .Output("y", ElementType.Float32, 1L, 3L, extent, extent).Build(), ".onnx");
        using var model = ModelFormats.Open(file.Path);
        var shape = new Shape(1, 3, extent, extent);
        var image = Tensor.Create(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => (i % 7) - 2f)]);

        var kept = new ModelConverter(ConversionTargets.Get(target), model.Graph, null, keepsLayout: true).Lowered;

        kept.Outputs[0].Type.Shape.ShouldBe(shape);
        Contracts.Operators.GraphEvaluator.Run(kept, [image])[0].ToSingles()
            .ShouldBe(Contracts.Operators.GraphEvaluator.Run(model.Graph, [image])[0].ToSingles());
    }

    private static int Count(ModelGraph graph) => graph.Nodes.Count(n => n.Operator is Transpose);
}
