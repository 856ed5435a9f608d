using Sartor.Contracts;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Quantization;

/// <summary>Layers that stay float32 because someone chose them.</summary>
public sealed class Int8LayersTests : IDisposable
{
    private readonly Int8Network _net = new();
    private readonly TemporaryFolder _folder = new();
    private readonly ModelFile _fashion =
        ModelFormats.Open(Path.Combine(TestFiles.Root, "samples", "fashion", "model.onnx"));

    public void Dispose()
    {
        _fashion.Dispose();
        _folder.Dispose();
    }

    private static Int8Options Float(params Value[] outputs) => new() { FloatLayers = outputs.Select(o => o.Name).ToHashSet() };

    private string[] Operators => [.. _net.Graph.Nodes.Select(n => n.Operator.Name)];

    [Fact]
    public void Chosen_layer_stands_between_conversions_with_float_weights()
    {
        var first = _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -1, 1);
        var second = _net.Conv(first, -2, 2, bias: [1, 2]);
        _net.Run(Float(second), _net.Conv(second, -4, 4));
        Operators.ShouldBe(["Convolution", "Dequantize", "Convolution", "Quantize", "Convolution"]);
        var kept = _net.Graph.Nodes[2];
        kept.Inputs.Skip(1).ShouldAllBe(v => v!.Type.Element == ElementType.Float32 && v.Quantization == null);
        _net.Graph.Nodes[3].Output.Quantization.ShouldBe(Int8Network.Of(-2, 2));
        var note = _net.Graph.Diagnostics.ShouldHaveSingleItem();
        (note.Code, note.Severity).ShouldBe(("int8-float-layers", Severity.Note));
        note.Message.ShouldContain($"'{kept.Name}' (Convolution)");
    }

    [Fact]
    public void What_only_moves_values_next_to_a_float_layer_is_float32_too()
    {
        var x = _net.Input(-1, 1, 1, 4, 4, 2);
        var first = _net.Conv(_net.Add(new Reshape([1, 4, 4, 2]), -1, 1, x), -1, 1);
        var moved = _net.Add(new Reshape([1, 2, 8, 2]), -1, 1, first);
        _net.Run(Float(first), _net.Conv(moved, -4, 4));
        x.Type.Element.ShouldBe(ElementType.Float32);
        Operators.ShouldBe(["Reshape", "Convolution", "Reshape", "Quantize", "Convolution"]);
    }

    [Fact]
    public void Mover_that_an_int8_layer_reads_too_stays_int8()
    {
        var moved = _net.Add(new Reshape([1, 2, 8, 2]), -1, 1, _net.Conv(_net.Input(-1, 1, 1, 4, 4, 2), -1, 1));
        var kept = _net.Conv(moved, -4, 4);
        _net.Run(Float(kept), kept, _net.Conv(moved, -3, 3));
        Operators.ShouldBe(["Convolution", "Reshape", "Dequantize", "Convolution", "Convolution"]);
        _net.Graph.Outputs.Select(o => o.Type.Element).ShouldBe([ElementType.Float32, ElementType.Int8]);
    }

    // Conv and Clip of the source are one layer behind the lowering; each of their names is its name.
    [Theory]
    [InlineData("/features/features.0/features.0.0/Conv")]
    [InlineData("/features/features.0/features.0.0/Conv_output_0")]
    [InlineData("/features/features.0/features.0.2/Clip")]
    [InlineData("/features/features.0/features.0.2/Clip_output_0")]
    public void Layer_is_found_by_the_names_of_the_source(string name) =>
        new ModelConverter(ConversionTargets.Default, _fashion.Graph).LayersNamed([name])
            .ShouldBe(["/features/features.0/features.0.2/Clip_output_0"]);

    [Fact]
    public void Unknown_layer_is_refused_with_the_nearest_name()
    {
        var converter = new ModelConverter(ConversionTargets.Default, _fashion.Graph);
        var message = Should.Throw<OptionException>(() => converter.LayersNamed(["logit", "/classifier/Gem"])).Message;
        message.ShouldStartWith("float-layers: there is no node or tensor 'logit' (did you mean 'logits'?)");
        Should.Throw<OptionException>(() => converter.LayersNamed(["/classifier/Gem"])).Message.ShouldContain("'/classifier/Gemm'");
    }

    // The network has 27 convolutions and linear layers and 5 sums that PyTorch's module names, and a mean.
    [Fact]
    public void Layers_are_what_computes()
    {
        var layers = new ModelConverter(ConversionTargets.Default, _fashion.Graph).Int8Layers;
        layers.Select(layer => layer.Output).ShouldBeUnique();
        var sums = _fashion.Graph.Nodes.Count(n => n.Operator is Add);
        layers.Count(layer => layer.Operator == "Add").ShouldBe(sums);
        layers.Count(layer => layer.Operator is "Convolution" or "GroupedConvolution" or "FullyConnected")
            .ShouldBe(_fashion.Graph.Nodes.Count(n => n.Operator is Convolution or FullyConnected));
        layers.ShouldNotContain(layer => layer.Operator == "Pad");
    }
}
