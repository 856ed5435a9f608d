using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Lowering;

/// <summary>One error names every node that is in the way, and no node that only reads one.</summary>
public sealed class RefusalTests
{
    private static readonly string[] s_targets = ["tflite", "litert", "onnx"];

    /// <summary>A node that cannot be read, one whose element type has no kernel, and what follows the first.</summary>
    [Fact]
    public void Refusal_NamesWhatIsNotReadAndWhatIsNotWritten()
    {
        var model = new OnnxBuilder()
            .Input("x", ElementType.Float32, 1L, 4L).Input("n", ElementType.Int64, 1L, 4L)
            .Node("NonZero", ["x"], ["places"])
            .Node("Transpose", ["places"], ["rows"])
            .Node("GatherND", ["x", "rows"], ["found"])
            .Node("Neg", ["x"], ["minus"])
            .Node("Pow", ["n", "n"], ["power"])
            .Node("Unheard", ["minus"], ["strange"])
            .Output("found").Output("power", ElementType.Int64, 1L, 4L).Output("strange").Build();

        var refusals = Refusals(model, "tflite");

        refusals.Select(r => (r.Operator, r.Node)).ShouldBe([
            ("NonZero", "NonZero-places"), ("Pow", "Pow-power"), ("Unheard", "Unheard-strange"),
        ]);
        refusals.ShouldAllBe(r => r.Problem.Contains(';'), "each says what to do");
    }

    /// <summary>Shapes that do not fit are one cause among others, under the operators' own names.</summary>
    [Fact]
    public void Refusal_NamesShapesThatDoNotFit()
    {
        var model = new OnnxBuilder()
            .Input("x", ElementType.Float32, 1L, 4L).Input("y", ElementType.Float32, 1L, 3L)
            .Node("Add", ["x", "y"], ["sum"])
            .Node("Relu", ["sum"], ["positive"])
            .Node("Unheard", ["x"], ["strange"])
            .Node("Concat", ["x", "y"], ["both"], OnnxBuilder.Int("axis", 0))
            .Output("positive").Output("strange").Output("both").Build();

        Refusals(model, "tflite").Select(r => (r.Operator, r.Node)).ShouldBe([
            ("Add", "Add-sum"), ("Unheard", "Unheard-strange"), ("Concat", "Concat-both"),
        ]);
    }

    [Fact]
    public void ManyRefusals_AreCounted()
    {
        var builder = new OnnxBuilder().Input("x", ElementType.Float32, 1L, 4L);
        for (var i = 0; i < 25; i++) builder.Node("Unheard", ["x"], [$"y{i}"]).Output($"y{i}");

        using var file = new TemporaryFile(builder.Build(), ".onnx");
        using var source = ModelFormats.Open(file.Path);
        var error = Should.Throw<UnsupportedModelException>(() => new ModelConverter(ConversionTargets.Default, source.Graph));

        error.Refusals.Count.ShouldBe(25);
        error.Message.ShouldContain("25 nodes are in the way");
        error.Message.ShouldContain("(20) node 'Unheard-y19' (Unheard)");
        error.Message.ShouldEndWith("and 5 more.");
        error.Message.ShouldNotContain("Unheard-y20");
    }

    /// <summary>A node of a layer is given an operator that nobody knows: it is named, and nothing else is, for each target.</summary>
    [Theory]
    [InlineData(13)]
    [InlineData(17)]
    public void UnknownOperatorInALayer_IsNamedAlone(long opset)
    {
        var names = TorchLayers.Names(opset);
        if (names.Count == 0) Assert.Skip("no layers are here; SARTOR_TORCH_LAYERS names their folder");
        List<string> wrong = [];
        foreach (var name in names) CheckAll(TorchLayers.PathOf(opset, name), wrong, 24);
        wrong.ShouldBeEmpty();
    }

    /// <summary>The same in whole networks, where much comes after a node.</summary>
    [Theory]
    [InlineData("mobilenet_v2")]
    [InlineData("swin_t")]
    [InlineData("shufflenet_v2_x1_0")]
    public void UnknownOperatorInANetwork_IsNamedAlone(string name)
    {
        if (TorchLayers.Networks().FirstOrDefault(path => Path.GetFileName(path) == name) is not { } network)
        {
            Assert.Skip($"{name} is not here; SARTOR_TORCHVISION names the folder of the networks");
            return;
        }
        List<string> wrong = [];
        CheckAll(network + ".onnx", wrong, 8);
        wrong.ShouldBeEmpty();
    }

    /// <summary>Whatever is behind an operator that nobody knows is no cause, and nothing trips over what is not known of it.</summary>
    [Theory]
    [InlineData("node")]
    [InlineData("pytorch-operator")]
    public void WhatReadsAnUnknownOperator_IsNotNamed(string group)
    {
        List<string> wrong = [];
        foreach (var path in ConformanceCase.Paths(group))
        {
            var file = new RenamedOperators(File.ReadAllBytes(Path.Combine(path, "model.onnx")));
            var model = file.BehindUnknown(out var count);
            if (count == 0 || Refusals(file.Rename(), "tflite").Count > 0) continue;
            var refusals = Refusals(model, "tflite");
            if (refusals.Count != count || refusals.Any(r => r.Operator != "Unheard"))
                wrong.Add($"{Path.GetFileName(path)}: {string.Join("; ", refusals)}");
        }
        wrong.ShouldBeEmpty();
    }

    // So many nodes of a file one by one, spread evenly, and then two together.
    private static void CheckAll(string path, List<string> wrong, int most)
    {
        var file = new RenamedOperators(File.ReadAllBytes(path));
        foreach (var target in s_targets)
        {
            if (Refusals(file.Rename(), target).Count > 0) continue;
            var step = Math.Max(1, file.Nodes.Count / most);
            for (var i = 0; i < file.Nodes.Count; i += step) Check(file, target, path, wrong, i);
            if (file.Nodes.Count > 1) Check(file, target, path, wrong, 0, file.Nodes.Count - 1);
        }
    }

    private static void Check(RenamedOperators file, string target, string path, List<string> wrong, params int[] nodes)
    {
        var expected = nodes.Select(i => (file.Renamed(i), file.Nodes[i].Name)).ToArray();
        var refusals = Refusals(file.Rename(nodes), target);
        if (!refusals.Select(r => (r.Operator, r.Node)).SequenceEqual(expected))
            wrong.Add($"{path} for {target}: {string.Join(", ", expected)} gives {string.Join("; ", refusals)}");
    }

    private static IReadOnlyList<Refusal> Refusals(byte[] model, string target)
    {
        using var file = new TemporaryFile(model, ".onnx");
        try
        {
            using var source = ModelFormats.Open(file.Path);
            _ = new ModelConverter(ConversionTargets.Get(target), source.Graph);
            return [];
        }
        catch (UnsupportedModelException e)
        {
            return e.Refusals.Count > 0 ? e.Refusals : [new Refusal("", "", e.Message)];
        }
    }
}
