using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Formats.Tests;

/// <summary>A batch may be taken as 1; a height, a width or a length may not.</summary>
public sealed class OpenDimensionsTests
{
    [Theory]
    [InlineData("batch", 3, 8, 8)]
    [InlineData(null, 3, 8, 8)]
    [InlineData("N", 4)]
    [InlineData("s0", 4)]
    [InlineData(3, "batch_size")]
    public void Batch_IsOne(params object?[] extents) => Codes(extents).ShouldBe([OpenDimensions.Batch]);

    [Theory]
    [InlineData("image=1,3,HEIGHT,WIDTH", "batch", 3, "height", "width")]
    [InlineData("image=1,3,?,?", 1, 3, null, null)]
    [InlineData("image=1,SEQ", "batch", "seq")]
    [InlineData("image=SEQ_LEN,1,8", "seq_len", "batch", 8)]
    [InlineData("image=SAMPLES", "samples")]
    [InlineData("image=?", new object?[] { null })]
    public void AnythingElse_IsUnknownAndAskedFor(string example, params object?[] extents)
    {
        Codes(extents).ShouldBe([OpenDimensions.Unknown]);
        using var file = Write(extents);
        using var model = ModelFormats.Open(file.Path);
        var message = Should.Throw<UnsupportedModelException>(() => OpenDimensions.Refuse(model)).Message;
        message.ShouldStartWith($"{file.Path}: ");
        message.ShouldEndWith($"give --input-shape {example}.");
    }

    [Fact]
    public void ShapeThatIsGiven_LeavesNothingUnknown()
    {
        using var file = Write("batch", 3, "height", "width");
        using var model = ModelFormats.Open(
            file.Path, new ModelReadOptions { InputShapes = new Dictionary<string, Shape> { ["image"] = new(1, 3, 8, 8) } });
        Should.NotThrow(() => OpenDimensions.Refuse(model));
    }

    private static string[] Codes(params object?[] extents)
    {
        using var file = Write(extents);
        using var model = ModelFormats.Open(file.Path);
        return [.. model.Graph.Diagnostics.Select(d => d.Code)];
    }

    private static TemporaryFile Write(params object?[] extents) => new(
        new OnnxBuilder().Input("image", ElementType.Float32, extents!).Node("Relu", ["image"], ["y"]).Output("y").Build(), ".onnx");

    [Theory]
    [InlineData(null, "mask", "image")]
    [InlineData("net.param: input 'images': a shape was asked for, but the inputs are 'image', 'mask'.", "mask", "images")]
    public void Shape_OfAnUnknownInput_IsRefusedWithTheNamesThatThereAre(string? problem, params string[] named)
    {
        var graph = new Graph.Ir.ModelGraph("two");
        foreach (var name in (string[])["image", "mask"])
            graph.AddInput(name, new TensorType(ElementType.Float32, new Shape(1, 4)));
        Record.Exception(() => OpenDimensions.RequireInputs("net.param", graph, named))?.Message.ShouldBe(problem);
        if (problem is not null)
            Should.Throw<UnsupportedModelException>(() => OpenDimensions.RequireInputs("net.param", graph, named));
    }
}
