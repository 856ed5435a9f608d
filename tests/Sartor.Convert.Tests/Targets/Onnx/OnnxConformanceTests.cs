using System.Diagnostics;
using Sartor.Contracts;
using Sartor.Contracts.Coverage;
using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Tests.Targets.Onnx;

/// <summary>
/// Every case of ONNX's own corpus that Sartor understands, written as ONNX and run by ONNX Runtime, against the outputs that the corpus
/// expects, and checked by ONNX's own checker where it is installed.
/// </summary>
public sealed class OnnxConformanceTests
{
    private const string Python = "/usr/bin/python3";

    private const string Check = """
        import glob, sys, onnx
        for path in sorted(glob.glob(sys.argv[1] + '/*.onnx')):
            try:
                onnx.checker.check_model(onnx.load(path), full_check=True)
            except Exception as e:
                print(path.split('/')[-1], str(e).replace('\n', ' ')[:300])
        """;

    // The corpus stores bfloat16 under the element type uint16; unlike PyTorch, it scales two cases by an extent that is not rounded, and
    // counts places of maxima in the least output.
    private static readonly string[] s_untried =
    [
        "test_cast_BFLOAT16_to_FLOAT", "test_cast_FLOAT_to_BFLOAT16", "test_castlike_BFLOAT16_to_FLOAT",
        "test_castlike_BFLOAT16_to_FLOAT_expanded", "test_castlike_FLOAT_to_BFLOAT16", "test_castlike_FLOAT_to_BFLOAT16_expanded",
        "test_resize_downsample_scales_linear_align_corners", "test_resize_downsample_scales_cubic_align_corners",
        "test_maxunpool_export_with_output_shape",
    ];

    // ONNX Runtime does not compute these types, as little in the source.
    private static readonly string[] s_withoutKernel =
    [
        "test_max_int16", "test_max_uint16", "test_min_int16", "test_min_uint16", "test_pow_types_float32_uint32",
        "test_pow_types_float32_uint64",
    ];

    [Fact]
    public void Cases_GiveWhatTheCorpusExpects()
    {
        var engine = InferenceEngines.Get("onnxruntime");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        using var folder = new TemporaryFolder();
        var problems = new List<string>();
        var written = 0;
        foreach (var path in ConformanceCase.Paths("node").Where(p => !s_untried.Contains(Path.GetFileName(p))))
        {
            if (Open(path) is not { } test) continue;
            using (test)
            {
                try
                {
                    if (TryOpen(test, engine, folder.Path, problems)) written++;
                }
                catch (EngineException e) when (
                    s_withoutKernel.Contains(test.Name) && e.Message.Contains("not find an implementation", StringComparison.Ordinal))
                {
                }
                catch (SartorException e)
                {
                    problems.Add($"{test.Name}: {e.Message}");
                }
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{written} cases written");
        problems.ShouldBeEmpty();
        Checked(folder.Path).ShouldBeEmpty();
        written.ShouldBeGreaterThan(700);
    }

    // Null where the data are strings, sequences or optional values.
    private static ConformanceCase? Open(string path)
    {
        try
        {
            return new ConformanceCase(path);
        }
        catch (SartorException)
        {
            return null;
        }
    }

    // What a binding needs constant is constant in some cases only: all as they are, or but the first. False where nothing understands it.
    private static bool TryOpen(ConformanceCase test, IInferenceEngine engine, string folder, List<string> problems)
    {
        foreach (var isConstant in (Func<int, bool>[])[_ => false, i => i > 0, _ => true])
        {
            if (!IsUnderstood(test, isConstant)) continue;
            Try(test, engine, folder, isConstant, problems);
            return true;
        }
        return false;
    }

    private static bool IsUnderstood(ConformanceCase test, Func<int, bool> isConstant)
    {
        try
        {
            using var model = test.Open(isConstant, out var source);
            using (source)
            {
                return model.Graph.Nodes.All(n => n.Operator is not OpaqueOperator)
                    && model.Graph.Inputs.Concat(model.Graph.Outputs).Concat(model.Graph.Nodes.SelectMany(n => n.Outputs))
                        .All(v => v.Type.Shape is not null)
                    && model.Graph.Nodes.SelectMany(n => n.Inputs.Concat(n.Outputs)).All(v => v?.Quantization is null);
            }
        }
        catch (SartorException)
        {
            return false;
        }
    }

    private static void Try(
        ConformanceCase test, IInferenceEngine engine, string folder, Func<int, bool> isConstant, List<string> problems)
    {
        using var model = test.Open(isConstant, out var source);
        using (source)
        {
            var variant = new ModelConverter(ConversionTargets.Get("onnx"), model.Graph).Write(
                Precision.Float32, Path.Combine(folder, test.Name + ".onnx"));
            var inputs = variant.Signature.ToVariant(
                [.. variant.Signature.Inputs.Select((input, i) => InputOf(test, input.Name, i))]);
            using var session = engine.Prepare(variant.Path, new EngineOptions());
            var outputs = variant.Signature.ToSource(session.Infer(inputs));
            for (var i = 0; i < outputs.Length; i++)
            {
                var expected = RowsOfMinusOne.Behind(test.Outputs[i].Tensor.ToDoubles(), model.Graph.Outputs[i]);
                if (Difference(outputs[i], expected) is { } difference)
                    problems.Add($"{test.Name}: output {i}: {difference}");
            }
        }
    }

    // Some cases do not name what they feed.
    private static Tensor InputOf(ConformanceCase test, string name, int index) =>
        test.Inputs.FirstOrDefault(t => t.Name == name) is { Tensor: { } named } ? named : test.Inputs[index].Tensor;

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

    // What the checker, with shape inference, has against the files of a folder; empty also where it is not installed.
    private static string Checked(string folder)
    {
        if (!File.Exists(Python)) return "";
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", Check, folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var found = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode != 0 && errors.Result.Contains("No module named 'onnx'", StringComparison.Ordinal) ? "" : found;
    }
}
