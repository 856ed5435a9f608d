using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Graph.Ir;
using static Sartor.Formats.Tests.Caffe.CaffeFiles;

namespace Sartor.Formats.Tests.Caffe;

/// <summary>Layers as Caffe documents them; expected values are computed by hand.</summary>
public sealed class CaffeReaderTests
{
    private const string Vector = "layer { name: \"in\" type: \"Input\" top: \"x\" input_param { shape: { dim: 1 dim: 3 } } }\n";

    [Theory]
    [InlineData("type: \"ReLU\" relu_param { negative_slope: 0.5 }", new[] { -1f, 1, 2 })]
    [InlineData("type: \"Power\" power_param { power: 2 scale: 2.0 shift: 1 }", new[] { 9f, 9, 25 })]
    [InlineData("type: \"Exp\" exp_param { base: 2 }", new[] { 0.25f, 2, 4 })]
    [InlineData("type: \"AbsVal\" # a comment", new[] { 2f, 1, 2 })]
    [InlineData("type: \"Dropout\" dropout_param { dropout_ratio: 0.9 }", new[] { -2f, 1, 2 })]
    [InlineData("type: \"Eltwise\" bottom: \"x\" eltwise_param { operation: SUM coeff: [1, -2] }", new[] { 2f, -1, -2 })]
    [InlineData("type: \"Eltwise\" bottom: \"x\" eltwise_param { operation: PROD }", new[] { 4f, 1, 4 })]
    [InlineData("type: \"Reshape\" reshape_param { shape { dim: 0 dim: -1 dim: 1 } }", new[] { -2f, 1, 2 })]
    public void Layer_ComputesWhatItsDocumentationSays(string layer, float[] expected)
    {
        using var files = new CaffeFiles($"{Vector}layer {{ name: \"l\" bottom: \"x\" top: \"y\" {layer}\n}}");
        Run(files, new Shape(1, 3), -2, 1, 2).ShouldBe(expected);
    }

    /// <summary>5 elements, window 2, stride 2: rounding up adds a last window; no window begins in the pads.</summary>
    [Theory]
    [InlineData("pool: MAX kernel_h: 1 kernel_w: 2 stride_h: 1 stride_w: 2", new[] { 2f, 4, 5 })]
    [InlineData("pool: AVE kernel_h: 1 kernel_w: 2 stride_h: 1 stride_w: 2", new[] { 1.5f, 3.5f, 5 })]
    // Pads count, what rounding adds does not: (0+1)/2, (2+3)/2, (4+5)/2; a window at 6 would begin in the pad behind.
    [InlineData("pool: AVE kernel_h: 1 kernel_w: 2 stride_h: 1 stride_w: 2 pad_w: 1", new[] { .5f, 2.5f, 4.5f })]
    [InlineData("pool: MAX kernel_h: 1 kernel_w: 2 stride_h: 1 stride_w: 2 round_mode: FLOOR", new[] { 2f, 4 })]
    [InlineData("pool: AVE global_pooling: true", new[] { 3f })]
    public void Pooling_RoundsUp(string parameters, float[] expected)
    {
        using var files = new CaffeFiles(
            $$"""
            input: "x" input_dim: 1 input_dim: 1 input_dim: 1 input_dim: 5
            layer { name: "p" type: "Pooling" bottom: "x" top: "y" pooling_param { {{parameters}} } }
            """);
        Run(files, new Shape(1, 1, 1, 5), 1, 2, 3, 4, 5).ShouldBe(expected);
    }

    [Fact]
    public void BatchNormAndScale_WorkInPlace()
    {
        var weights = Layer(new ProtoWriter(), "bn", ([2], [4, 8]), ([2], [18, 0]), ([1], [2]));
        Layer(weights, "sc", ([2], [10, 3]), ([2], [1, 2]));
        using var files = new CaffeFiles(
            """
            input: "x" input_shape { dim: 1 dim: 2 dim: 1 dim: 1 }
            layer { name: "bn" type: "BatchNorm" bottom: "x" top: "x2" batch_norm_param { eps: 1 use_global_stats: true } }
            layer { name: "sc" type: "Scale" bottom: "x2" top: "x2" scale_param { bias_term: true } }
            """, weights);
        // Means 2 and 4, variances 9 and 0, under √(v + 1); then 10·a + 1 and 3·b + 2.
        var actual = Run(files, new Shape(1, 2, 1, 1), 2, 5);
        actual[0].ShouldBe(1, 1e-5);
        actual[1].ShouldBe(5, 1e-5);
    }

    [Fact]
    public void LayersOfVersion1_AreReadWithTheirWeights()
    {
        var weights = OldLayer(new ProtoWriter(), "fc", ([1, 1, 2, 3], [1, 2, 3, 0, 0, 1]), ([1, 1, 1, 2], [10, 20]));
        using var files = new CaffeFiles(
            """
            input: "x" input_dim: 1 input_dim: 3 input_dim: 1 input_dim: 1
            layers { name: "train" type: DATA top: "x" include { phase: TRAIN } }
            layers { name: "fc" type: INNER_PRODUCT bottom: "x" top: "y" blobs_lr: 1 blobs_lr: 2 inner_product_param { num_output: 2 } }
            layers { name: "r" type: RELU bottom: "y" top: "y" }
            """, weights);
        Run(files, new Shape(1, 3, 1, 1), 1, 1, 1).ShouldBe([16, 21]);
        // The file of weights stands for its network.
        using var model = ModelFormats.Open(files.Weights);
        model.Graph.Nodes.Count.ShouldBe(3);
        model.ExternalFiles.ShouldHaveSingleItem().Name.ShouldBe("deploy.prototxt");
    }

    [Fact]
    public void InputShape_ReplacesTheBatch()
    {
        using var files = new CaffeFiles(
            "input: \"x\" input_dim: 10 input_dim: 3 input_dim: 4 input_dim: 4\n"
            + "layer { name: \"r\" type: \"ReLU\" bottom: \"x\" top: \"y\" }");
        using var ten = files.Open();
        ten.Graph.Outputs[0].Type.Shape.ShouldBe(new Shape(10, 3, 4, 4));
        var options = new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["x"] = new(1, 3, 4, 4) } };
        using var one = files.Open(options);
        one.Graph.Outputs[0].Type.Shape.ShouldBe(new Shape(1, 3, 4, 4));
    }

    private static float[] Run(CaffeFiles files, Shape shape, params float[] input)
    {
        using var model = files.Open();
        model.Format.Name.ShouldBe("caffe");
        GraphCheck.Verify(model.Graph);
        model.Graph.Nodes.ShouldAllBe(n => !(n.Operator is OpaqueOperator));
        return GraphEvaluator.Run(model.Graph, Tensor.Create(shape, input)).ShouldHaveSingleItem().ToSingles();
    }
}
