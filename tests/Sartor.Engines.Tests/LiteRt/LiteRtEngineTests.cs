using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.TFLite;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Engines.Tests.LiteRt;

public sealed class LiteRtEngineTests : IDisposable
{
    // Nothing is checked against tables of kernels: what the runtime refuses has to be written first.
    private static readonly TFLiteWriteOptions s_unchecked = TFLiteWriteOptions.Default with { Runtime = new Version(99, 0) };

    private readonly TemporaryFolder _folder = new();
    private readonly IInferenceEngine _engine = InferenceEngines.Get("litert");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Engine_IsOptIn() => _engine.IsOptIn.ShouldBeTrue();

    /// <summary>Whoever measures it is told what the times are.</summary>
    [Fact]
    public void Delegation_SaysThatTheTimesAreThoseOfNoDevice()
    {
        if (_engine.Probe().Problem is { } problem) Assert.Skip(problem);
        using var session = _engine.Prepare(TestFiles.Data("tiny", "dense.tflite"), new EngineOptions());

        session.Delegation.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("times-of-wasm");
        session.Delegation.Kernels.ShouldBe([new KernelCount("XNNPACK", 1)]);
    }

    /// <summary>The order is that of the graph, whatever the signature and the alphabet say.</summary>
    [Fact]
    public void SeveralInputsAndOutputs_KeepTheOrderOfTheGraph()
    {
        var graph = new ModelGraph("ordered");
        var type = new TensorType(ElementType.Float32, new Shape(1, 3));
        Value second = graph.AddInput("zz", type), first = graph.AddInput("aa", type);
        var difference = graph.Add(new Sub(), [second, first], "difference").Output;
        graph.Outputs.AddRange([difference, graph.Add(new Add(), [second, first], "all").Output]);
        using var session = Prepare(graph);

        var results = session.Infer([Tensor.Create(new Shape(1, 3), [5f, 6, 7]), Tensor.Create(new Shape(1, 3), [1f, 2, 4])]);

        session.Inputs.Select(i => i.Name).ShouldBe(["zz", "aa"]);
        session.Outputs.Select(o => o.Name).ShouldBe([difference.Name, graph.Outputs[1].Name]);
        results[0].ToSingles().ShouldBe([4f, 4, 3]);
        results[1].ToSingles().ShouldBe([6f, 8, 11]);
    }

    [Theory]
    [InlineData(ElementType.Int8)]
    [InlineData(ElementType.Int16)]
    [InlineData(ElementType.Int64)]
    public void IntegersThatLiteRtJsDoesNotTake_CrossTheBoundary(ElementType element)
    {
        var graph = new ModelGraph("integers");
        var x = graph.AddInput("x", new TensorType(element, new Shape(2, 3)));
        graph.Outputs.Add(graph.Add(new Graph.Operators.Shapes.Transpose(new Permutation([1, 0])), [x], "turned").Output);
        using var session = Prepare(graph);

        var result = session.Infer([Tensor.Create(new Shape(2, 3), [1d, -2, 3, -4, 5, -6]).ConvertTo(element)])[0];

        result.Element.ShouldBe(element);
        result.ToDoubles().ShouldBe([1d, -4, -2, 5, 3, -6]);
    }

    /// <summary>LiteRT logs the refusal and gives outputs that nothing computed.</summary>
    [Fact]
    public void KernelThatRefuses_FailsTheRunAndNotTheNextModel()
    {
        var graph = new ModelGraph("refused");
        var x = graph.AddInput("x", new TensorType(ElementType.Float64, new Shape(1, 3)));
        graph.Outputs.Add(graph.Add(new Abs(), [x], "abs").Output);
        using (var session = Prepare(graph))
        {
            session.Bind([Tensor.Create(new Shape(1, 3), [1d, 2, 3])]);
            Should.Throw<EngineException>(session.Run).Message.ShouldContain("Failed to allocate tensors");
            Should.Throw<InvalidOperationException>(() => session.ReadOutputs());
        }

        using var next = _engine.Prepare(TestFiles.Data("tiny", "dense.tflite"), new EngineOptions());
        next.Infer([Tensor.Create(new Shape(1, 4), [1f, 2, 3, 4])])[0].ToSingles().ShouldBe([3.5f, 3.75f, 15.5f], 1e-5);
    }

    private IInferenceSession Prepare(ModelGraph graph)
    {
        if (_engine.Probe().Problem is { } problem) Assert.Skip(problem);
        var path = Path.Combine(_folder.Path, $"{graph.Name}.tflite");
        using (var stream = File.Create(path)) TFLiteWriter.Write(graph, stream, s_unchecked);
        return _engine.Prepare(path, new EngineOptions());
    }
}
