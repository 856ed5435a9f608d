using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats.Tests.Support;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>Compares a network, as Sartor reads it, with ONNX Runtime: types and values of every output.</summary>
internal static class OnnxRuntimeAgreement
{
    /// <summary>Feeds seeded floats; skips where ONNX Runtime is not here.</summary>
    public static void Check(string name, byte[] content)
    {
        var engine = InferenceEngines.Get("onnxruntime");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        using var file = new TemporaryFile(content, ".onnx");
        using var model = ModelFormats.Open(file.Path);
        GraphCheck.Verify(model.Graph);
        var input = model.Graph.Inputs.ShouldHaveSingleItem();
        var fed = RandomTensors.Create(input.Type, 3, range: 8);
        using var session = engine.Prepare(file.Path, new EngineOptions());
        var expected = session.Infer([fed]);
        model.Graph.Outputs.Select(o => o.Type).ShouldBe(expected.Select(e => e.Type));
        var problems = new List<string>();
        var actual = GraphEvaluation.Run(model.Graph, new Dictionary<Value, Tensor> { [input] = fed }, problems, name);
        problems.ShouldBeEmpty();
        actual.ShouldNotBeNull($"{string.Join(", ", model.Graph.Nodes.Select(n => n.Operator))} cannot be evaluated");
        for (var output = 0; output < expected.Count; output++) Compare(expected[output].ToSingles(), actual[output].ToSingles(), output);
    }

    private static void Compare(float[] expected, float[] actual, int output)
    {
        for (var i = 0; i < expected.Length; i++)
            actual[i].ShouldBe(expected[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])), $"output {output}, element {i}");
    }
}
