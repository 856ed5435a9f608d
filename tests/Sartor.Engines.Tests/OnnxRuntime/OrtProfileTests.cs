using System.Text;
using System.Text.Json;
using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines.OnnxRuntime;

namespace Sartor.Engines.Tests.OnnxRuntime;

/// <summary>Profiles of networks whose nodes ONNX Runtime leaves as they are written.</summary>
public sealed class OrtProfileTests
{
    private static readonly ProfileLimits s_limits = new() { MaxRuns = 6, MaxTime = TimeSpan.FromMinutes(1) };

    private readonly IInferenceEngine _engine = InferenceEngines.Get("onnxruntime");

    public OrtProfileTests() => Assert.SkipUnless(_engine.Probe().IsAvailable, _engine.Probe().Problem ?? "");

    [Fact]
    public void Mnist_WithoutOptimization_HasOneStepForEachNodeOfTheReport()
    {
        using var session = Prepare(TestFiles.Shared("models", "mnist-8.onnx"));
        session.Bind([Tensor.Create(new Shape(1, 1, 28, 28), new float[28 * 28])]);
        var profile = session.Profile(s_limits);
        profile.Problem.ShouldBeNull();
        profile.Runs.ShouldBe(6);
        profile.Steps.Count.ShouldBe(session.Delegation.NodeCount);
        KernelCount.Of(profile.Steps.Select(step => step.Kernel).Order()).ShouldBe(
            KernelCount.Of(session.Delegation.Kernels.SelectMany(kernel => Enumerable.Repeat(kernel.Name, kernel.Count)).Order()));
        profile.Steps.ShouldAllBe(step => step.Delegate == null && step.Nodes.Count == 1 && step.Nodes[0].Name != null);
        profile.Steps.Select(step => step.Nodes[0].Name).Distinct().Count().ShouldBe(profile.Steps.Count);
        profile.Steps.Max(step => step.MedianNs).ShouldBeGreaterThan(0);
    }

    // What runs inside of a node is part of that node, however often.
    [Fact]
    public void Loop_IsOneStepWhateverItRepeats()
    {
        using var file = new TemporaryFile(LoopModel(1000));
        using var session = Prepare(file.Path);
        session.Infer([Tensor.Create(new Shape(3), [1f, 2, 3])])[0].ToSingles().ShouldBe([-1001f, -1002, -1003]);
        var profile = session.Profile(s_limits);
        profile.Steps.Select(step => step.Kernel).ShouldBe(["Neg", "Loop", "Abs", "Neg"]);
        profile.Steps.MaxBy(step => step.MedianNs)!.Kernel.ShouldBe("Loop");
    }

    [Theory, InlineData("a \"quoted\" name"), InlineData("back\\slash"), InlineData("two\nlines"), InlineData("größe \U0001F642")]
    public void Profile_KeepsAnyNameOfANode(string name) => ProfileOfNode(Encoding.UTF8.GetBytes(name))
        .Steps.ShouldHaveSingleItem().Nodes.ShouldBe([new ExecutedNode("Neg", name, null)]);

    [Fact]
    public void Profile_WithANameThatIsNoText_HasAProblemAndTheSessionGoesOn() =>
        ProfileOfNode([0x61, 0xff, 0xfe, 0x62]).Problem.ShouldNotBeNull().ShouldContain("UTF-8");

    [Fact]
    public void Profile_LeavesNoFileBehind()
    {
        using var session = Prepare(TestFiles.Data("tiny", "dense.onnx"));
        session.Bind([Tensor.Create(new Shape(1, 4), new float[4])]);
        var before = Folders();
        session.Profile(s_limits).Problem.ShouldBeNull();
        Folders().Except(before).ShouldBeEmpty();

        static string[] Folders() => Directory.GetDirectories(Path.GetTempPath(), "sartor-profile-*");
    }

    [Fact]
    public void Trace_WithFewerRunsThanAsked_IsNone() =>
        Read("""[{"cat":"Session","name":"model_run","ts":1,"dur":1}]""", 2).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[{\"cat\":\"Node\",\"name\":\"a_kernel_time\",\"ts\":-1}]")]
    [InlineData("[{\"cat\":7}]")]
    [InlineData("[{\"cat\":\"Session\"")]
    public void Trace_ThatIsNone_IsRefused(string json) => Should.Throw<JsonException>(() => Read(json, 1));

    private static OrtTrace? Read(string json, int runs) => OrtTrace.Read(Encoding.UTF8.GetBytes(json), runs);

    private IInferenceSession Prepare(string path) =>
        _engine.Prepare(path, new EngineOptions { Profiles = true, Optimization = GraphOptimization.None });

    private ExecutionProfile ProfileOfNode(byte[] name)
    {
        var model = new OnnxBuilder().Input("x", ElementType.Float32, 3).Output("y", ElementType.Float32, 3).Graph(graph => graph
            .Message(1, new ProtoWriter().Text(1, "x").Text(2, "y").Blob(3, name).Text(4, "Neg"))).Build();
        using var file = new TemporaryFile(model);
        using var session = Prepare(file.Path);
        session.Bind([Tensor.Create(new Shape(3), [1f, 2, 3])]);
        var profile = session.Profile(s_limits);
        session.Run();
        session.ReadOutputs()[0].ToSingles().ShouldBe([-1f, -2, -3]);
        return profile;
    }

    // y = -|-x - 1 - … - 1|, the subtractions in a loop.
    private static byte[] LoopModel(long times)
    {
        var body = new ProtoWriter()
            .Message(1, new ProtoWriter().Text(1, "c").Text(2, "c_out").Text(3, "same").Text(4, "Identity"))
            .Message(1, new ProtoWriter().Text(1, "v").Text(1, "one").Text(2, "v_out").Text(3, "less").Text(4, "Sub"))
            .Text(2, "body");
        body.Message(11, Value("i", 7)).Message(11, Value("c", 9)).Message(11, Value("v", 1, 3));
        body.Message(12, Value("c_out", 9)).Message(12, Value("v_out", 1, 3));
        return new OnnxBuilder()
            .Input("x", ElementType.Float32, 3)
            .Output("y", ElementType.Float32, 3)
            .Initializer("n", [], times).Initializer("go", [], true).Initializer("one", [], 1f)
            .Node("Neg", ["x"], ["a"])
            .Node("Loop", ["n", "go", "a"], ["b"], new ProtoWriter().Text(1, "body").Varint(20, 5).Message(6, body))
            .Node("Abs", ["b"], ["c1"])
            .Node("Neg", ["c1"], ["y"])
            .Build();
    }

    private static ProtoWriter Value(string name, long element, params long[] extents)
    {
        var shape = new ProtoWriter();
        foreach (var extent in extents) shape.Message(1, new ProtoWriter().Varint(1, extent));
        var tensor = new ProtoWriter().Varint(1, element).Message(2, shape);
        return new ProtoWriter().Text(1, name).Message(2, new ProtoWriter().Message(1, tensor));
    }
}
