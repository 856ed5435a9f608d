using Sartor.Contracts;
using Sartor.Core;

namespace Sartor.Engines.Tests.OnnxRuntime;

public sealed class OrtEngineTests
{
    private readonly IInferenceEngine _engine = InferenceEngines.Get("onnxruntime");

    public OrtEngineTests() => Assert.SkipUnless(_engine.Probe().IsAvailable, _engine.Probe().Problem ?? "");

    [Fact]
    public void Probe_GivesTheVersionThatIsPinned() => _engine.Probe().Version.ShouldBe("1.31.1");

    [Theory, InlineData(0), InlineData(1), InlineData(2)]
    public void Mnist_GivesItsReferenceOutputs(int set)
    {
        using var session = _engine.Prepare(TestFiles.Shared("models", "mnist-8.onnx"), new EngineOptions());
        var folder = TestFiles.Shared("mnist", $"mnist-8_test_data_set_{set}");
        var input = FloatTensorFile.Read(Path.Combine(folder, "input_0.pb"));
        var expected = FloatTensorFile.Read(Path.Combine(folder, "output_0.pb"));
        var output = session.Infer([input])[0];
        output.Shape.ShouldBe(expected.Shape);
        var (actual, reference) = (output.ToSingles(), expected.ToSingles());
        for (var i = 0; i < actual.Length; i++) actual[i].ShouldBe(reference[i], 1e-3 + (1e-5 * Math.Abs(reference[i])));
    }

    [Fact]
    public void Mnist_Proof_CountsItsNodesByOperator()
    {
        using var session = _engine.Prepare(
            TestFiles.Shared("models", "mnist-8.onnx"), new EngineOptions { Optimization = GraphOptimization.None });
        session.Delegation.IsComplete.ShouldBeTrue();
        session.Delegation.Kernels.ShouldContain(new KernelCount("Conv", 2));
        session.Delegation.Kernels.ShouldContain(new KernelCount("MaxPool", 2));
    }

    [Fact]
    public void Iris_WithSequenceOutput_RunsAndSaysWhatCannotBeRead()
    {
        using var session = _engine.Prepare(TestFiles.Shared("models", "iris.onnx"), new EngineOptions());
        session.Bind(session.Inputs.Select(input => Tensor.Create(input.Type.Shape!, new float[input.Type.ElementCount!.Value])).ToArray());
        session.Run();
        session.Run();
        if (session.Outputs.Any(output => output.Type.Element == ElementType.Unknown))
            Should.Throw<EngineException>(() => session.ReadOutputs()).Message.ShouldContain("sequence");
        else
            session.ReadOutputs().Count.ShouldBe(session.Outputs.Count);
    }

    [Theory]
    [InlineData(GraphOptimization.All)]
    [InlineData(GraphOptimization.Extended)]
    [InlineData(GraphOptimization.Basic)]
    [InlineData(GraphOptimization.None)]
    public void Optimization_AnyLevel_KeepsTheValues(GraphOptimization level)
    {
        using var session = _engine.Prepare(TestFiles.Data("tiny", "dense.onnx"), new EngineOptions { Optimization = level, Threads = 2 });
        session.Infer([Tensor.Create(new Shape(1, 4), [1f, 2, 3, 4])])[0].ToSingles().ShouldBe([3.5f, 3.75f, 15.5f], 1e-5);
    }
}
