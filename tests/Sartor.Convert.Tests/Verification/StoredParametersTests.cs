using Sartor.Convert.Quantization;
using Sartor.Convert.Tests.Quantization;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Verification;

/// <summary>A right file has no fault, and each mistake of a quantiser is named, however little it costs.</summary>
public sealed class StoredParametersTests
{
    // Two channels of nearly equal range: their scales differ by a hundredth.
    private static readonly float[] s_weights = [1, 0.4f, -0.3f, -0.99f, 0.5f, 0.2f];

    private readonly Int8Network _net = new();
    private readonly ModelGraph _form;
    private readonly Node _node;

    public StoredParametersTests()
    {
        var x = _net.Calibrated(_net.Input(-1, 3, 1, 4, 4, 3), -1, 3, [0.5, 1, -0.25]);
        var kernel = ModelGraph.NewConstant("w", Tensor.Create(new Shape(2, 1, 1, 3), s_weights));
        var y = _net.Add(
            new Convolution(ChannelLayout.ChannelsLast, KernelLayout.OutputSpatialInput, 1, [1, 1], [1, 1], [0, 0], [0, 0]), -4, 4,
            x, kernel, ModelGraph.NewConstant("b", Tensor.Vector<float>([0.01f, -0.02f])));
        var z = _net.Add(new Mul(), -2, 2, y, ModelGraph.NewConstant("factor", Tensor.Vector<float>([0.5f, -0.5f])));
        _net.Graph.Outputs.Add(_net.Add(new Logistic(), 0, 1, z));
        _form = GraphClone.Of(_net.Graph);
        _net.Graph.Outputs.Clear();
        _net.Run(_net.Graph.Nodes[^1].Output);
        _node = _net.Graph.Nodes.First(n => n.Operator is Convolution);
    }

    [Fact]
    public void File_that_stores_what_it_should_has_no_fault()
    {
        var found = Compare();
        found.Faults.ShouldBeEmpty();
        // Weights, bias and factor; input, convolution, product and logistic.
        found.Compared.ShouldBe(3 + 4);
    }

    [Fact]
    public void Scales_that_change_places_are_found_by_a_hundredth()
    {
        var scales = Weights.Quantization!.Scales;
        SetWeights(Weights.Constant!, Weights.Quantization with { Scales = [scales[1], scales[0]] });
        // The bias that corrects those weights is another, too.
        Compare().Faults[0].ShouldStartWith("the weights of node 'Convolution0' (Convolution) has 0.99 instead of 1 at index 0");
    }

    [Theory]
    [InlineData("sign")]
    [InlineData("one step")]
    [InlineData("channel of zeros")]
    [InlineData("clamped")]
    public void Integers_of_weights_are_within_half_a_step(string mistake)
    {
        var values = Weights.Constant!.AsSpan<sbyte>().ToArray();
        sbyte[] wrong = mistake switch
        {
            "sign" => [.. values.Select(v => (sbyte)-v)],
            "one step" => [.. values[..1], (sbyte)(values[1] + 1), .. values[2..]],
            "channel of zeros" => [.. values.Select((v, i) => i < 3 ? (sbyte)0 : v)],
            _ => [.. values.Select(v => sbyte.Clamp(v, -100, 100))],
        };
        SetWeights(Tensor.Create(Weights.Constant.Shape, wrong), Weights.Quantization!);
        // A shift of the weights is one of the bias, which corrects it.
        Compare().Faults[0].ShouldContain("the weights of node");
    }

    [Fact]
    public void Step_of_weights_may_not_be_needlessly_wide()
    {
        var wide = Weights.Quantization! with { Scales = [.. Weights.Quantization.Scales.Select(s => 3 * s)] };
        SetWeights(AffineTo(wide), wide);
        Compare().Faults[0].ShouldContain("the scale 0.02362 for channel 0, whose largest element is 1");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(-1)]
    public void Bias_counts_in_steps_of_the_runtime(int factor)
    {
        var bias = _node.Input(2);
        var values = bias.Constant!.AsSpan<int>().ToArray();
        _node.SetInput(2, ModelGraph.NewConstant(
            bias.Name, Tensor.Vector<int>([.. values.Select(v => v * factor)]),
            // What the file states does not matter.
            bias.Quantization! with { Scales = [.. bias.Quantization.Scales.Select(s => s / (factor == 0 ? 1 : factor))] }));
        Compare().Faults.ShouldHaveSingleItem().ShouldStartWith("the bias of node 'Convolution0' (Convolution) has ");
    }

    [Fact]
    public void Other_constants_are_within_half_a_step()
    {
        var product = _net.Graph.Nodes.First(n => n.Operator is Mul);
        var factor = product.Input(1);
        product.SetInput(1, ModelGraph.NewConstant(
            "factor", Tensor.Create(factor.Type.Shape!, factor.Constant!.AsSpan<sbyte>().ToArray().Select(v => (sbyte)(v / 2)).ToArray()),
            factor.Quantization));
        Compare().Faults.ShouldHaveSingleItem().ShouldStartWith("constant input 1 of node 'Mul1' (Mul) has ");
    }

    [Theory]
    [InlineData(1.5, 0)]
    [InlineData(0.5, 0)]
    [InlineData(1, 100)]
    public void Activation_covers_the_range_that_calibration_found(double factor, int shift)
    {
        var z = _net.Graph.Nodes.First(n => n.Operator is Mul).Output;
        z.Quantization = QuantizationParameters.PerTensor(
            (float)(z.Quantization!.Scales[0] * factor), Math.Clamp(z.Quantization.ZeroPoints[0] + shift, -128, 127));
        Compare().Faults.ShouldHaveSingleItem().ShouldContain("activation 'Mul1' is stored for ");
    }

    [Fact]
    public void Layer_does_not_ask_for_the_parameters_of_its_input()
    {
        // Between −1 and 3 the input has those of the layer, −4 to 4.
        _net.Graph.Inputs[0].Quantization = _node.Output.Quantization;
        Compare().Faults.ShouldContain(fault => fault.StartsWith($"activation '{_net.Graph.Inputs[0].Name}' ", StringComparison.Ordinal)
            && fault.EndsWith("where calibration found -1 to 3", StringComparison.Ordinal));
    }

    [Fact]
    public void Output_of_fixed_parameters_has_those()
    {
        _net.Graph.Nodes[^1].Output.Quantization = QuantizationParameters.PerTensor(1f / 255, -128);
        Compare().Faults.ShouldHaveSingleItem().ShouldContain("activation 'Logistic2'");
    }

    [Fact]
    public void Relabelled_activation_is_found()
    {
        var y = _node.Output;
        var reader = _net.Graph.Nodes.First(n => n.Operator is Mul);
        var relabelled = _net.Graph.Add(new Reshape([.. y.Type.Shape!.Extents]), [y], "again", before: reader).Output;
        relabelled.Quantization = QuantizationParameters.PerTensor(y.Quantization!.Scales[0] * 1.5f, y.Quantization.ZeroPoints[0]);
        reader.SetInput(0, relabelled);
        Compare().Faults.ShouldHaveSingleItem().ShouldContain("calibration saw nothing of the kind");
    }

    [Fact]
    public void Layer_that_is_missing_is_named()
    {
        _form.Add(new Mul(), [_form.Inputs[0], ModelGraph.NewConstant("f", Tensor.Scalar(2f))], "lost");
        Compare().Faults.ShouldHaveSingleItem().ShouldBe("node 'lost' (Mul) of the float32 form is missing");
    }

    [Fact]
    public void Halves_are_the_nearest()
    {
        var graph = GraphClone.Of(_form);
        Set(graph, [.. s_weights.Select(v => (float)(Half)v)]);
        Compare(graph).Faults.ShouldBeEmpty();
        Set(graph, [.. s_weights.Select(v => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(v) & 0xFFFF0000))]);
        Compare(graph).Faults.ShouldHaveSingleItem().ShouldStartWith("the weights of node 'Convolution0' (Convolution) has ");

        static void Set(ModelGraph graph, float[] values)
        {
            var node = graph.Nodes.First(n => n.Operator is Convolution);
            node.SetInput(1, ModelGraph.NewConstant("w", Tensor.Create(new Shape(2, 1, 1, 3), values)));
        }
    }

    private Value Weights => _node.Input(1);

    private void SetWeights(Tensor tensor, QuantizationParameters parameters) =>
        _node.SetInput(1, ModelGraph.NewConstant("w", tensor, parameters));

    private static Tensor AffineTo(QuantizationParameters q) => Tensor.Create(
        new Shape(2, 1, 1, 3), s_weights.Select((v, i) => (sbyte)Math.Round(v / q.Scales[i / 3])).ToArray());

    private StoredFaults Compare() => StoredParameters.Compare(_form, _net.Statistics, _net.Graph, "tflite");

    private StoredFaults Compare(ModelGraph graph) =>
        StoredParameters.Compare(_form, new Dictionary<string, ActivationStatistics>(), graph, "tflite");
}
