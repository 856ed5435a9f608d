using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats.Tests.Support;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>Where the specification leaves room, a network means what ONNX Runtime, which runs it as source, makes of it.</summary>
public sealed class OnnxRuntimeAgreementTests
{
    private static readonly Dictionary<string, OnnxBuilder> s_models = new()
    {
        ["Slice backward from before the first element"] = Slice(-20, -30, -1),
        ["Slice backward from the first element"] = Slice(-6, -30, -1),
        ["Slice backward from behind the last element"] = Slice(20, -30, -2),
        ["Slice forward from before the first element"] = Slice(-20, 3, 1),
        ["Slice backward to before a middle element"] = Slice(-1, -4, -2),
        ["Resize 10 to less"] = Resize(0.6f, 0.4f, 9),
        ["Resize 10 to less and more"] = Resize(0.7f, 1.5f, 10),
        ["Resize 10 to more"] = Resize(2, 2.5f, 5),
        ["Resize 10 to just less"] = Resize(0.9f, 0.34f, 7),
        ["MaxPool VALID with ceiling"] = Pool("MaxPool", [8, 8], OnnxBuilder.Ints("kernel_shape", 3, 3), OnnxBuilder.Ints("strides", 2, 2), Ceiling, Padding("VALID")),
        ["MaxPool SAME with ceiling"] = Pool("MaxPool", [7, 8], OnnxBuilder.Ints("kernel_shape", 1, 2), OnnxBuilder.Ints("strides", 3, 3), Ceiling, Padding("SAME_LOWER")),
        ["AveragePool VALID with ceiling"] = Pool("AveragePool", [8, 8], OnnxBuilder.Ints("kernel_shape", 3, 3), OnnxBuilder.Ints("strides", 2, 2), Ceiling, Padding("VALID")),
        ["AveragePool of one axis"] = Pool("AveragePool", [8], OnnxBuilder.Ints("kernel_shape", 3), OnnxBuilder.Ints("strides", 2), OnnxBuilder.Ints("pads", 1, 1)),
    };

    public static TheoryData<string> Names => [.. s_models.Keys];

    private static ProtoWriter Ceiling => OnnxBuilder.Int("ceil_mode", 1);

    [Theory, MemberData(nameof(Names))]
    public void Network_ComputesWhatOnnxRuntimeComputes(string name)
    {
        var engine = InferenceEngines.Get("onnxruntime");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        using var file = new TemporaryFile(s_models[name].Build(), ".onnx");
        using var model = ModelFormats.Open(file.Path);
        GraphCheck.Verify(model.Graph);
        var input = model.Graph.Inputs.ShouldHaveSingleItem();
        var fed = RandomTensors.Create(input.Type, 3);
        using var session = engine.Prepare(file.Path, new EngineOptions());
        var expected = session.Infer([fed]).ShouldHaveSingleItem();
        model.Graph.Outputs.ShouldHaveSingleItem().Type.ShouldBe(expected.Type);
        var problems = new List<string>();
        // Pools have no reference evaluation: their extents are what differs here.
        if (GraphEvaluation.Run(model.Graph, new Dictionary<Value, Tensor> { [input] = fed }, problems, name) is not [var actual]) return;
        problems.ShouldBeEmpty();
        float[] wanted = expected.ToSingles(), given = actual.ToSingles();
        for (var i = 0; i < wanted.Length; i++) given[i].ShouldBe(wanted[i], 1e-5, $"element {i}");
    }

    private static ProtoWriter Padding(string mode) => OnnxBuilder.String("auto_pad", mode);

    private static OnnxBuilder Slice(long start, long end, long step) => new OnnxBuilder()
        .Input("x", ElementType.Float32, 2, 6)
        .Initializer("start", [1], start).Initializer("end", [1], end).Initializer("axis", [1], 1L).Initializer("step", [1], step)
        .Node("Slice", ["x", "start", "end", "axis", "step"], ["y"]).Output("y");

    private static OnnxBuilder Resize(float height, float width, long extent) => new OnnxBuilder { Opset = 10, IrVersion = 5 }
        .Input("x", ElementType.Float32, 1, 2, extent, extent)
        .Initializer("scales", [4], 1f, 1f, height, width)
        .Node("Resize", ["x", "scales"], ["y"], OnnxBuilder.String("mode", "nearest")).Output("y");

    private static OnnxBuilder Pool(string type, long[] extents, params ProtoWriter[] attributes) => new OnnxBuilder()
        .Input("x", ElementType.Float32, [1L, 3L, .. extents.Select(e => (object)e)])
        .Node(type, ["x"], ["y"], attributes).Output("y");
}
