using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats.Tests.Support;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>Compares a network, as Sartor reads it, with ONNX Runtime: types and values of every output.</summary>
internal static class OnnxRuntimeAgreement
{
    /// <summary>Feeds seeded numbers; skips where ONNX Runtime is not here.</summary>
    public static void Check(string name, byte[] content)
    {
        var engine = InferenceEngines.Get("onnxruntime");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        using var file = new TemporaryFile(content, ".onnx");
        using var model = ModelFormats.Open(file.Path);
        GraphCheck.Verify(model.Graph);
        foreach (var op in model.Graph.Nodes.Select(n => n.Operator).OfType<OpaqueOperator>()) Assert.Fail($"{op.Name}: {op.Reason}");
        var feeds = model.Graph.Inputs.Select((input, i) => (Input: input, Data: Fed(input, i))).ToDictionary(p => p.Input, p => p.Data);
        using var session = engine.Prepare(file.Path, new EngineOptions());
        Tensor[] expected =
        [
            .. session.Infer([.. model.Graph.Inputs.Select(i => feeds[i])])
                .Select((output, i) => RowsOfMinusOne.Behind(output, model.Graph.Outputs[i])),
        ];
        model.Graph.Outputs.Select(o => o.Type).ShouldBe(expected.Select(e => e.Type));
        var problems = new List<string>();
        var actual = GraphEvaluation.Run(model.Graph, feeds, problems, name);
        problems.ShouldBeEmpty();
        actual.ShouldNotBeNull($"{string.Join(", ", model.Graph.Nodes.Select(n => n.Operator))} cannot be evaluated");
        for (var output = 0; output < expected.Length; output++) Compare(expected[output].ToSingles(), actual[output].ToSingles(), output);
    }

    private static Tensor Fed(Value input, int index) => RandomTensors.Create(input.Type, 3 + index, range: 8);

    private static void Compare(float[] expected, float[] actual, int output)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            if (!actual[i].Equals(expected[i]))
                actual[i].ShouldBe(expected[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])), $"output {output}, element {i}");
        }
    }
}
