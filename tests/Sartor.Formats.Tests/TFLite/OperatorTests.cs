using Sartor.Contracts;
using Sartor.Core;
using Sartor.Formats.Tests.Support;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>
/// Each operator, written alone, computes in TensorFlow Lite's runtime what the reference evaluation says, and reads back as it was.
/// </summary>
public sealed class OperatorTests
{
    public static TheoryData<string> Names => [.. OperatorCases.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Written_ComputesTheReferenceInTheNativeRuntime(string name)
    {
        var (graph, inputs, expected) = Build(OperatorCases.All[name]);
        using var file = new TemporaryFile(RoundTripTests.Write(graph), ".tflite");
        foreach (var (delegateName, actual) in NativeRuntime.Run(file.Path, inputs))
        {
            actual.Count.ShouldBe(expected.Count);
            for (var i = 0; i < actual.Count; i++)
            {
                actual[i].Type.ShouldBe(expected[i].Type);
                Difference(expected[i].ToDoubles(), actual[i].ToDoubles()).ShouldBeNull($"{name}, {delegateName}, output {i}");
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Written_ReadsBackAndWritesTheSameBytes(string name)
    {
        var (graph, inputs, expected) = Build(OperatorCases.All[name]);
        using var file = new TemporaryFile(RoundTripTests.Write(graph), ".tflite");
        using var again = ModelFormats.Open(file.Path);
        GraphCheck.Verify(again.Graph);
        again.Graph.Nodes.Select(n => n.Operator).OfType<OpaqueOperator>().ShouldBeEmpty();
        var results = Run(again.Graph, inputs);
        for (var i = 0; i < expected.Count; i++) Difference(expected[i].ToDoubles(), results[i].ToDoubles()).ShouldBeNull($"output {i}");
        // Names that a file has no place for change once, not twice.
        var bytes = RoundTripTests.Write(again.Graph);
        using var second = new TemporaryFile(bytes, ".tflite");
        using var stable = ModelFormats.Open(second.Path);
        RoundTripTests.Write(stable.Graph).ShouldBe(bytes);
    }

    /// <summary>An operator that gets a binding gets a case.</summary>
    [Fact]
    public void Cases_CoverEveryOperatorThatIsWrittenAndHasAnEvaluation()
    {
        var covered = OperatorCases.All.Values.Select(c => c.Operator.GetType()).ToHashSet();
        Type[] elsewhere =
        [
            typeof(Convolution), typeof(TransposeConvolution), typeof(MaxPool), typeof(AveragePool), typeof(Quantize), typeof(Dequantize),
            // Of runtime 2.11; its indices are no random numbers (ReadAgreementTests).
            typeof(Sign), typeof(ScatterSum),
        ];
        Instances.Of<OperatorBinding>(typeof(OperatorBinding).Assembly).Where(b => b.Format == "tflite" && b.Writes is not null)
            .Select(b => b.Writes!).Except(covered).Except(elsewhere).ShouldBeEmpty();
    }

    /// <summary>The file of a case.</summary>
    internal static byte[] Written(string name) => RoundTripTests.Write(Build(OperatorCases.All[name]).Graph);

    /// <summary>Types of the outputs of a case.</summary>
    internal static IReadOnlyList<TensorType> Outputs(string name) => [.. Build(OperatorCases.All[name]).Graph.Outputs.Select(o => o.Type)];

    private static string? Difference(double[] expected, double[] actual)
    {
        if (expected.Length != actual.Length) return $"{expected.Length} and {actual.Length} elements";
        for (var i = 0; i < expected.Length; i++)
        {
            if (!expected[i].Equals(actual[i]) && !(Math.Abs(expected[i] - actual[i]) <= 1e-5 * Math.Max(10, Math.Abs(expected[i]))))
                return $"element {i} is {actual[i]}, not {expected[i]}";
        }
        return null;
    }

    private static (ModelGraph Graph, Tensor[] Inputs, IReadOnlyList<Tensor> Expected) Build(OperatorCase data)
    {
        var graph = new ModelGraph("case");
        var inputs = new List<Tensor>();
        var values = new List<Value?>();
        foreach (var input in data.Inputs)
        {
            // A node needs something to run on: the first input is always fed.
            if (input.Constant is { } constant && values.Count > 0)
            {
                values.Add(ModelGraph.NewConstant($"c{values.Count}", constant));
                continue;
            }
            var value = graph.AddInput($"x{values.Count}", input.Type);
            values.Add(value);
            inputs.Add(input.Constant ?? RandomTensors.Create(input.Type, values.Count, 4));
        }
        var node = graph.Add(data.Operator, values, "node");
        graph.Outputs.AddRange(node.Outputs);
        return (graph, [.. inputs], Run(graph, inputs));
    }

    private static Tensor[] Run(ModelGraph graph, IReadOnlyList<Tensor> inputs)
    {
        var tensors = graph.Inputs.Zip(inputs).ToDictionary(p => p.First, p => p.Second);
        foreach (var node in graph.Nodes)
        {
            var results = node.Operator.Evaluate([.. node.Inputs.Select(v => v is null ? null : v.Constant ?? tensors[v])]);
            results.ShouldNotBeNull($"{node.Operator} has no reference evaluation");
            for (var i = 0; i < node.Outputs.Count; i++) tensors[node.Outputs[i]] = results.Value[i];
        }
        return [.. graph.Outputs.Select(v => v.Constant ?? tensors[v])];
    }
}
