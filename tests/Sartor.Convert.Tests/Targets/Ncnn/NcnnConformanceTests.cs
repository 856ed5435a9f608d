using Sartor.Contracts;
using Sartor.Contracts.Formats;
using Sartor.Contracts.Operators;
using Sartor.Core;
using Sartor.Formats;

namespace Sartor.Convert.Tests.Targets.Ncnn;

/// <summary>
/// Every case of ONNX's own corpus that ncnn can express, written, read back and evaluated, and run by ncnn itself where it is here,
/// against
/// the outputs that the corpus expects. What cannot be expressed is refused in one sentence.
/// </summary>
public sealed class NcnnConformanceTests
{
    // The corpus scales these by an extent that is not rounded, unlike PyTorch.
    private static readonly string[] s_untried =
        ["test_resize_downsample_scales_linear_align_corners", "test_resize_downsample_scales_cubic_align_corners"];

    // What ncnn itself computes otherwise, and why.
    private static readonly Dictionary<string, string> s_notOnNcnn = new()
    {
        ["test_pow"] = "its vector code takes powers by logarithms: 0^1.8 is 2e38",
    };

    [Fact]
    public void Cases_GiveWhatTheCorpusExpects()
    {
        var runtime = NcnnRuntime.Find();
        using var folder = new TemporaryFolder();
        var problems = new List<string>();
        var written = new List<string>();
        foreach (var path in ConformanceCase.Paths("node").Where(p => !s_untried.Contains(Path.GetFileName(p))))
        {
            if (Open(path) is not { } test) continue;
            using (test)
            {
                if (Array.Exists<Func<int, bool>>([_ => false, i => i > 0], isConstant => Try(test, folder, isConstant, runtime, problems)))
                    written.Add(test.Name);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{written.Count} cases written, on ncnn: {runtime is not null}");
        problems.ShouldBeEmpty();
        written.Count.ShouldBeGreaterThan(350);
        s_notOnNcnn.Keys.ShouldBeSubsetOf(written);
    }

    private static ConformanceCase? Open(string path)
    {
        try
        {
            var test = new ConformanceCase(path);
            return test.Outputs.All(o => o.Tensor.Element == ElementType.Float32) ? test : null;
        }
        catch (SartorException)
        {
            return null;
        }
    }

    private static bool Try(
        ConformanceCase test, TemporaryFolder folder, Func<int, bool> isConstant, NcnnRuntime? runtime, List<string> problems)
    {
        var file = Path.Combine(folder.Path, test.Name + ".param");
        TemporaryFile? source = null;
        try
        {
            using var model = test.Open(isConstant, out source);
            var variant = new ModelConverter(ConversionTargets.Get("ncnn"), model.Graph).Write(Precision.Float32, file);
            using var read = ModelFormats.Open(file);
            var inputs = read.Graph.Inputs.Select((input, i) => Tensor(test, input.Name, i).Reshape(input.Type.Shape!)).ToArray();
            Compare(test, "read back", GraphEvaluator.Run(read.Graph, inputs).Select(t => t.ToSingles()), problems);
            if (runtime is not null && !s_notOnNcnn.ContainsKey(test.Name))
            {
                var fed = read.Graph.Inputs.Select((input, i) => (input.Name, inputs[i])).ToArray();
                Compare(test, "ncnn", runtime.Run(file, fed, [.. read.Graph.Outputs.Select(o => o.Name)]), problems);
            }
            return true;
        }
        catch (SartorException e)
        {
            if (e.Message.Contains('\n')) problems.Add($"{test.Name}: {e.Message}");
            return false;
        }
        catch (Exception e) when (e is not SartorException)
        {
            problems.Add($"{test.Name}: {e.GetType().Name} {e.Message.ReplaceLineEndings(" ")}");
            return true;
        }
        finally
        {
            source?.Dispose();
        }
    }

    private static Tensor Tensor(ConformanceCase test, string name, int index) =>
        test.Inputs.FirstOrDefault(t => t.Name == name) is { Tensor: { } named } ? named : test.Inputs[index].Tensor;

    private static void Compare(ConformanceCase test, string where, IEnumerable<float[]> outputs, List<string> problems)
    {
        foreach (var (i, actual) in outputs.Index())
        {
            var expected = test.Outputs[i].Tensor.ToDoubles();
            if (actual.Length != expected.Length)
            {
                problems.Add($"{test.Name} {where}: {actual.Length} elements instead of {expected.Length}");
                continue;
            }
            for (var k = 0; k < actual.Length; k++)
            {
                double a = actual[k], e = expected[k];
                if (a == e || (double.IsNaN(a) && double.IsNaN(e)) || Math.Abs(a - e) <= 1e-5 + (1e-3 * Math.Abs(e))) continue;
                problems.Add($"{test.Name} {where}: output {i}, element {k} is {a} instead of {e}");
                break;
            }
        }
    }
}
