using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Convert.Tests;

/// <summary>
/// ONNX's own conformance cases from the file through lowering and writing to TensorFlow Lite's runtime, on each delegate, against the
/// outputs that the corpus expects: neither the reader nor a reference evaluation of ours has a say.
/// </summary>
public sealed class ConformanceConversionTests
{
    // A star stands for any ending.
    private static readonly string[] s_families =
    [
        "reciprocal*", "layer_normalization*", "celu*", "thresholdedrelu*", "shrink*", "tan", "tan_example", "sign", "erf",
        "isnan", "isinf*", "hardmax*", "tril*", "triu*", "depthtospace*", "gemm*", "matmul_2d", "edge_pad",
        "mod_mixed_sign_float*", "mod_int64_fmod", "argmax*", "argmin*", "dropout_default*", "training_dropout_zero*", "xor*",
        "conv_*", "basic_conv_*", "convtranspose*", "averagepool*", "maxpool_1d*", "maxpool_2d*", "maxpool_3d*", "lrn*", "gather*",
        "onehot*",
    ];

    public static TheoryData<string> Families => [.. s_families];

    [Theory, MemberData(nameof(Families))]
    public void Cases_GiveWhatTheCorpusExpects(string family)
    {
        var engine = InferenceEngines.Get("tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        var problems = new List<string>();
        var tried = 0;
        foreach (var path in ConformanceCase.Paths("node").Where(p => IsOf(family, Path.GetFileName(p)["test_".Length..])))
        {
            using var test = new ConformanceCase(path);
            tried++;
            try
            {
                // What a binding needs constant is constant in some cases only: all as they are, or but the first.
                if (!TryOpen(test, engine, problems)) Try(test, engine, isOpen: i => i == 0, problems);
            }
            catch (SartorException e)
            {
                problems.Add($"{test.Name}: {e.Message}");
            }
        }
        problems.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(0);
    }

    private static bool IsOf(string family, string name) =>
        family.EndsWith('*') ? name.StartsWith(family[..^1], StringComparison.Ordinal) : name == family;

    // False where what is computed is refused: it may have to be constant.
    private static bool TryOpen(ConformanceCase test, IInferenceEngine engine, List<string> problems)
    {
        try
        {
            return Try(test, engine, isOpen: _ => true, problems);
        }
        catch (UnsupportedModelException) when (test.Inputs.Count > 1)
        {
            return false;
        }
    }

    // False where a node is not understood: an input may have to be constant.
    private static bool Try(ConformanceCase test, IInferenceEngine engine, Func<int, bool> isOpen, List<string> problems)
    {
        using var model = test.Open(i => !isOpen(i), out var source);
        using (source)
        {
            if (isOpen(1) && model.Graph.Nodes.Any(n => n.Operator is Graph.Ir.OpaqueOperator)) return false;
            using var folder = new TemporaryFolder();
            var variant = new ModelConverter(ConversionTargets.Default, model.Graph).Write(
                Precision.Float32, Path.Combine(folder.Path, "variant.tflite"));
            var inputs = variant.Signature.ToVariant(
                [.. variant.Signature.Inputs.Select(i => test.Inputs.First(t => t.Name == i.Name).Tensor)]);
            foreach (var name in engine.Delegates)
            {
                using var session = engine.Prepare(variant.Path, new EngineOptions { Delegate = name });
                var outputs = variant.Signature.ToSource(session.Infer(inputs));
                for (var i = 0; i < outputs.Length; i++)
                {
                    if (Difference(outputs[i], test.Outputs[i].Tensor.ToDoubles()) is { } difference)
                        problems.Add($"{test.Name} on {name}: output {i}: {difference}");
                }
            }
            return true;
        }
    }

    // The tolerances of ONNX's own runner: 1e-3 relative, with 1e-5 absolute.
    private static string? Difference(float[] actual, double[] expected)
    {
        if (actual.Length != expected.Length) return $"{actual.Length} elements instead of {expected.Length}";
        for (var i = 0; i < actual.Length; i++)
        {
            double a = actual[i], e = expected[i];
            if (a == e || (double.IsNaN(a) && double.IsNaN(e)) || Math.Abs(a - e) <= 1e-5 + (1e-3 * Math.Abs(e))) continue;
            return $"element {i} is {a} instead of {e}";
        }
        return null;
    }
}
