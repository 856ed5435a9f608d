using Sartor.Contracts.Formats;
using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Contracts.Coverage;

/// <summary>ONNX's conformance cases from the file to TensorFlow Lite's runtime.</summary>
public static class ConformanceCorpus
{
    /// <summary>The groups of cases, as the corpus's folders name them.</summary>
    public static IReadOnlyList<string> Groups { get; } = ["node", "simple", "pytorch-operator", "pytorch-converted"];

    /// <summary>
    /// Converts a case as it is and, where that is refused, with all inputs but the first, or all, made constant: a weight, a shape or an
    /// axis is a constant in networks and an input in the corpus.
    /// </summary>
    /// <param name="path">The folder of the case.</param>
    /// <param name="engine">What runs the file.</param>
    /// <param name="exclusion">Why the case is not in scope, which is no result then; null for one that was tried.</param>
    public static CoverageResult? Try(string path, IInferenceEngine engine, out string? exclusion)
    {
        exclusion = CorpusScope.Exclusion(Path.GetFileName(path));
        if (exclusion is not null) return null;
        using var test = new ConformanceCase(path);
        exclusion = CorpusScope.Exclusion(test);
        if (exclusion is not null) return null;
        var open = Try(test, _ => false, engine);
        if (open.Outcome != CoverageOutcome.Refused) return open;
        // What is computed from constants alone is one itself: a range, a window.
        Func<int, bool>[] ways = [i => i > 0, _ => true];
        return ways.Select(way => Try(test, way, engine) with { TakesConstants = true })
            .FirstOrDefault(result => result.Outcome != CoverageOutcome.Refused, open);
    }

    private static CoverageResult Try(ConformanceCase test, Func<int, bool> isConstant, IInferenceEngine engine)
    {
        try
        {
            using var model = test.Open(isConstant, out var source);
            using (source)
            {
                var differences = ConversionTrial.Differences(
                    model.Graph, (name, i) => (test.Inputs.FirstOrDefault(t => t.Name == name, test.Inputs[i])).Tensor,
                    [.. test.Outputs.Select(o => o.Tensor.ToDoubles())], engine);
                return differences is []
                    ? new CoverageResult(test.Name, CoverageOutcome.Right, "")
                    : new CoverageResult(test.Name, CoverageOutcome.Wrong, differences[0]);
            }
        }
        catch (SartorException e) when (e is UnsupportedModelException or ModelFormatException)
        {
            return new CoverageResult(test.Name, CoverageOutcome.Refused, e.Message);
        }
    }
}
