using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Targets.CoreMl;

/// <summary>
/// Every case of ONNX's own corpus that Core ML can express, written, checked, read back and evaluated, against the outputs that the corpus
/// expects. What cannot be expressed is refused in one sentence.
/// </summary>
public sealed class CoreMlConformanceTests
{
    // The corpus stores bfloat16 under the element type uint16, and scales two cases by an extent that is not rounded, unlike PyTorch.
    private static readonly string[] s_untried =
    [
        "test_cast_BFLOAT16_to_FLOAT", "test_cast_FLOAT_to_BFLOAT16", "test_castlike_BFLOAT16_to_FLOAT",
        "test_castlike_BFLOAT16_to_FLOAT_expanded", "test_castlike_FLOAT_to_BFLOAT16", "test_castlike_FLOAT_to_BFLOAT16_expanded",
        "test_resize_downsample_scales_linear_align_corners", "test_resize_downsample_scales_cubic_align_corners",
        // It counts places of maxima in the least output.
        "test_maxunpool_export_with_output_shape",
    ];

    [Fact]
    public void Cases_GiveWhatTheCorpusExpects()
    {
        using var folder = new TemporaryFolder();
        var problems = new List<string>();
        var written = new List<string>();
        foreach (var path in ConformanceCase.Paths("node").Where(p => !s_untried.Contains(Path.GetFileName(p))))
        {
            if (Open(path) is not { } test) continue;
            using (test)
            {
                if (Array.Exists<Func<int, bool>>([_ => false, i => i > 0], isConstant => Try(test, folder, isConstant, problems)))
                    written.Add(test.Name);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{written.Count} cases written");
        problems.ShouldBeEmpty();
        written.Count.ShouldBeGreaterThan(600);
        CoreMlOracle.RequireSound(folder.Path, written.Count);
    }

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

    private static bool Try(ConformanceCase test, TemporaryFolder folder, Func<int, bool> isConstant, List<string> problems)
    {
        var file = Path.Combine(folder.Path, test.Name + ".mlpackage");
        TemporaryFile? source = null;
        try
        {
            using var model = test.Open(isConstant, out source);
            var variant = new ModelConverter(ConversionTargets.Get("coreml"), model.Graph).Write(Precision.Float32, file);
            using var read = ModelFormats.Open(file);
            var names = variant.Signature.Inputs.Select(i => i.Name).ToArray();
            var inputs = read.Graph.Inputs.Select((input, i) => Given(test, names[i], i).ConvertTo(input.Type.Element)).ToArray();
            Compare(test, [.. GraphEvaluator.Run(read.Graph, inputs)], problems);
            return true;
        }
        catch (SartorException e)
        {
            if (e.Message.Contains('\n')) problems.Add($"{test.Name}: {e.Message}");
            if (Directory.Exists(file)) problems.Add($"{test.Name}: was written, and {e.Message}");
            return false;
        }
        catch (Exception e) when (e is not SartorException)
        {
            problems.Add($"{test.Name}: {e.GetType().Name} {e.Message.ReplaceLineEndings(" ")}");
            return Directory.Exists(file);
        }
        finally
        {
            source?.Dispose();
        }
    }

    private static Tensor Given(ConformanceCase test, string name, int index) =>
        test.Inputs.FirstOrDefault(t => t.Name == name) is { Tensor: { } named } ? named : test.Inputs[index].Tensor;

    private static void Compare(ConformanceCase test, IReadOnlyList<Tensor> outputs, List<string> problems)
    {
        foreach (var (i, output) in outputs.Index())
        {
            double[] actual = output.ToDoubles(), expected = test.Outputs[i].Tensor.ToDoubles();
            if (!output.Shape.Equals(test.Outputs[i].Tensor.Shape))
            {
                problems.Add($"{test.Name}: {output.Shape} instead of {test.Outputs[i].Tensor.Shape}");
                continue;
            }
            // Half the precision, where the case itself is in float16.
            var isHalf = test.Outputs[i].Tensor.Element == ElementType.Float16;
            for (var k = 0; k < actual.Length; k++)
            {
                double a = actual[k], e = expected[k];
                if (a == e || (double.IsNaN(a) && double.IsNaN(e))
                    || Math.Abs(a - e) <= (isHalf ? 1e-2 : 1e-5) + (1e-3 * Math.Abs(e))) continue;
                problems.Add($"{test.Name}: output {i}, element {k} is {a} instead of {e}");
                break;
            }
        }
    }
}
