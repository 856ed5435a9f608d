using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Formats.Tests.Onnx;

/// <summary>ONNX's own conformance cases as an oracle for inference and reference evaluation.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private static readonly string[] Excluded =
    [
        // Random by definition, or in training mode: the expected values are not a function of the inputs.
        "bernoulli", "training_dropout", "dropout_random",
        // The corpus stores bfloat16 under the element type uint16.
        "BFLOAT16",
        // Scaled by the unrounded extent; ONNX Runtime and PyTorch take the rounded one, as Sartor does.
        "resize_downsample_scales_linear_align_corners",
        // Inputs without elements: Sartor takes an extent of 0 as open, which is what exporters mean by it.
        "reshape_allowzero_reordered", "split_zero_size_splits",
    ];

    [Theory]
    [InlineData("node", 540, 495)]
    [InlineData("simple", 6, 6)]
    public void Cases_InferAndEvaluateAsExpected(string group, int boundAtLeast, int evaluatedAtLeast)
    {
        var problems = new List<string>();
        var opaque = new SortedDictionary<string, int>(StringComparer.Ordinal);
        int bound = 0, evaluated = 0, refused = 0;
        foreach (var path in ConformanceCase.Paths(group))
        {
            if (Excluded.Any(path.Contains)) continue;
            try
            {
                using var test = new ConformanceCase(path);
                foreach (var keepsFirst in new[] { true, false })
                {
                    using var model = test.Open(i => i > 0 || !keepsFirst, out var file);
                    file.Dispose();
                    GraphCheck.Verify(model.Graph);
                    var unknown = model.Graph.Nodes.Select(n => n.Operator).OfType<OpaqueOperator>().ToList();
                    if (unknown.Count > 0)
                    {
                        if (!keepsFirst) foreach (var op in unknown) opaque[op.Name] = opaque.GetValueOrDefault(op.Name) + 1;
                        continue;
                    }
                    if (keepsFirst) bound++;
                    if (Compare(test, model.Graph, keepsFirst, problems) && keepsFirst) evaluated++;
                }
            }
            catch (SartorException)
            {
                // Sequences and maps are no tensors; strings and operator sets before 7 are refused by name.
                refused++;
            }
        }
        output.WriteLine($"{group}: {bound} bound, {evaluated} evaluated, {refused} refused; opaque: {string.Join(", ", opaque.Select(o => $"{o.Key} {o.Value}"))}");
        problems.ShouldBeEmpty();
        bound.ShouldBeGreaterThanOrEqualTo(boundAtLeast);
        evaluated.ShouldBeGreaterThanOrEqualTo(evaluatedAtLeast);
    }

    // True when the reference evaluation gave all outputs.
    private static bool Compare(ConformanceCase test, ModelGraph graph, bool keepsFirst, List<string> problems)
    {
        var label = $"{test.Name} ({(keepsFirst ? "first input open" : "all constant")})";
        for (var i = 0; i < test.Outputs.Count; i++)
        {
            if (graph.Outputs[i].Type != test.Outputs[i].Tensor.Type) problems.Add($"{label}: output {i} is {graph.Outputs[i].Type}, expected {test.Outputs[i].Tensor.Type}");
        }
        var feeds = graph.Inputs.ToDictionary(v => v, v => test.Inputs.First(t => t.Name == v.Name).Tensor);
        if (GraphEvaluation.Run(graph, feeds, problems, label) is not { } results) return false;
        for (var i = 0; i < test.Outputs.Count; i++)
        {
            if (Difference(results[i], test.Outputs[i].Tensor) is { } difference) problems.Add($"{label}: output {i}: {difference}");
        }
        return true;
    }

    // The tolerances of ONNX's own runner: 1e-3 relative, with 1e-5 absolute.
    private static string? Difference(Tensor actual, Tensor expected)
    {
        if (actual.Type != expected.Type) return $"{actual.Type} instead of {expected.Type}";
        double[] a = actual.ToDoubles(), e = expected.ToDoubles();
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] != e[i] && !(double.IsNaN(a[i]) && double.IsNaN(e[i])) && !(Math.Abs(a[i] - e[i]) <= 1e-5 + (1e-3 * Math.Abs(e[i]))))
                return $"element {i} is {a[i]} instead of {e[i]}";
        }
        return null;
    }
}
