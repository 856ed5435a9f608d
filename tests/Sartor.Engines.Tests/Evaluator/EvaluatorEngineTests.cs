using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;

namespace Sartor.Engines.Tests.Evaluator;

public sealed class EvaluatorEngineTests
{
    [Fact]
    public void Infer_GivesWhatTheEnginesOfTheCatalogGive()
    {
        using var file = new TemporaryFile(
            new OnnxBuilder()
                .Input("x", ElementType.Float32, 1, 4)
                .Initializer("w", [4, 3], 1f, -2, .5f, 0, 1, -1, 2, .25f, 1, -1, 1, 3).Initializer("b", [3], .5f, -1, 2)
                .Node("MatMul", ["x", "w"], ["p"]).Node("Add", ["p", "b"], ["y"]).Output("y", ElementType.Float32, 1, 3).Build(), ".onnx");
        Tensor[] inputs = [Tensor.Create(new Shape(1, 4), [1f, 2, 3, 4])];
        // The list with one line more is what adding an engine takes.
        var catalog = new Catalog<IInferenceEngine>([.. InferenceEngines.Catalog.All, new EvaluatorEngine()]);
        var engines = catalog.All.Where(engine => engine.Format == "onnx" && engine.Probe().IsAvailable).ToArray();
        engines.Select(engine => engine.Name).ShouldContain("evaluator");
        foreach (var engine in engines)
        {
            using var session = engine.Prepare(file.Path, new EngineOptions());
            session.Infer(inputs)[0].ToSingles().ShouldBe([3.5f, 3.75f, 15.5f], 1e-5, engine.Name);
            session.Delegation.IsComplete.ShouldBeTrue(engine.Name);
        }
    }
}
