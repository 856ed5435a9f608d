using Sartor.Contracts;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats.Tests.Onnx;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite.Reading;

/// <summary>
/// Operators with each of their options away from its default: what Sartor reads, evaluated, is what TensorFlow Lite's runtime computes
/// from the same file, and so is what Sartor writes of it.
/// </summary>
public sealed class ReadAgreementTests
{
    public static TheoryData<string> Names => [.. ReadAgreementCases.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Operator_MeansWhatTheRuntimeComputes(string name)
    {
        var node = ReadAgreementCases.All[name];
        var expected = Native(node.File(), node.Fed);
        using var file = new TemporaryFile(node.File([.. expected.Select(e => e.Type)]), ".tflite");
        using var model = ModelFormats.Open(file.Path);
        GraphCheck.Verify(model.Graph);
        foreach (var op in model.Graph.Nodes.Select(n => n.Operator).OfType<OpaqueOperator>()) Assert.Fail($"{op.Name}: {op.Reason}");

        var feeds = model.Graph.Inputs.Zip(node.Fed).ToDictionary(p => p.First, p => p.Second);
        var problems = new List<string>();
        var evaluated = GraphEvaluation.Run(model.Graph, feeds, problems, name);

        problems.ShouldBeEmpty();
        evaluated.ShouldNotBeNull($"{string.Join(", ", model.Graph.Nodes.Select(n => n.Operator))} cannot be evaluated");
        Compare(expected, evaluated, "evaluated");
        if (model.Graph.Nodes.Count > 0) Compare(expected, Native(RoundTripTests.Write(model.Graph), node.Fed), "written again");
    }

    /// <summary>An operator that gets a reader gets a case.</summary>
    [Fact]
    public void Cases_CoverEveryOperatorThatIsRead()
    {
        // Not of the runtime 2.9: RELU_0_TO_1 and SIGN; of whole files: DENSIFY; of quantised tensors: QUANTIZE; with options
        // of its own form: the custom one (OperatorTests).
        string[] elsewhere = ["RELU_0_TO_1", "SIGN", "DENSIFY", "QUANTIZE", "custom.TFLite_Detection_PostProcess"];
        var bindings = Instances.Of<OperatorBinding>(typeof(OperatorBinding).Assembly).Where(b => b.Format == "tflite");
        var cases = ReadAgreementCases.All.Keys.Select(k => k.Split(' ')[0]);
        bindings.SelectMany(b => b.Types).Except(elsewhere).Except(cases).ShouldBeEmpty();
    }

    private static IReadOnlyList<Tensor> Native(byte[] content, Tensor[] inputs)
    {
        using var file = new TemporaryFile(content, ".tflite");
        var engine = InferenceEngines.Get("tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        using var session = engine.Prepare(file.Path, new EngineOptions { Delegate = "none" });
        return session.Infer(inputs);
    }

    private static void Compare(IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual, string label)
    {
        actual.Select(a => a.Type).ShouldBe(expected.Select(e => e.Type), label);
        for (var i = 0; i < expected.Count; i++)
        {
            double[] e = expected[i].ToDoubles(), a = actual[i].ToDoubles();
            for (var j = 0; j < e.Length; j++)
            {
                if (!e[j].Equals(a[j])) a[j].ShouldBe(e[j], 1e-5 * Math.Max(10, Math.Abs(e[j])), $"{label}: output {i}, element {j}");
            }
        }
    }
}
