using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Graph.Ir;

namespace Sartor.Contracts.Coverage;

/// <summary>
/// Converts a graph to the default target and compares what its runtime gives, on each delegate, with expected outputs: neither a reader
/// nor a reference evaluation of ours has a say.
/// </summary>
public static class ConversionTrial
{
    /// <summary>The first difference on each delegate; empty where all agree.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="input">The sample of each input, by its name and place.</param>
    /// <param name="expected">The expected outputs in order.</param>
    /// <param name="engine">What runs the file.</param>
    /// <param name="ofLargest">
    /// Also allowed, as a share of the largest output: small sums of large terms in a deep network differ by the order of additions.
    /// </param>
    /// <param name="change">What is done to the lowered graph before it is written; null for nothing.</param>
    /// <param name="look">Gets the path of the converted file before it runs.</param>
    /// <param name="facts">What the file says of its source.</param>
    /// <exception cref="UnsupportedModelException">The converter refuses it.</exception>
    public static List<string> Differences(
        ModelGraph graph, Func<string, int, Tensor> input, IReadOnlyList<double[]> expected, IInferenceEngine engine,
        double ofLargest = 0, Action<ModelGraph>? change = null, Action<string>? look = null,
        IReadOnlyDictionary<string, string>? facts = null)
    {
        using var folder = new TemporaryFolder();
        var converter = new ModelConverter(ConversionTargets.Default, graph);
        change?.Invoke(converter.Lowered);
        var variant = converter.Write(Precision.Float32, Path.Combine(folder.Path, "variant.tflite"), facts: facts);
        look?.Invoke(variant.Path);
        double[][] padded = [.. expected.Select((values, i) => RowsOfMinusOne.Behind(values, graph.Outputs[i]))];
        var inputs = variant.Signature.ToVariant([.. variant.Signature.Inputs.Select((tensor, i) => input(tensor.Name, i))]);
        return [.. engine.Delegates.Select(d => Difference(variant, inputs, padded, engine, d, ofLargest)).OfType<string>()];
    }

    /// <summary>
    /// The first element that differs by more than ONNX's own runner allows, 1e-3 relative with 1e-5 absolute; null where none does.
    /// </summary>
    public static string? Difference(float[] actual, double[] expected, double ofLargest = 0)
    {
        var allowed = 1e-5 + (ofLargest == 0 ? 0 : ofLargest * expected.Max(Math.Abs));
        if (actual.Length != expected.Length) return $"{actual.Length} elements instead of {expected.Length}";
        for (var i = 0; i < actual.Length; i++)
        {
            double a = actual[i], e = expected[i];
            if (a == e || (double.IsNaN(a) && double.IsNaN(e)) || Math.Abs(a - e) <= allowed + (1e-3 * Math.Abs(e))) continue;
            return $"element {i} is {a} instead of {e}";
        }
        return null;
    }

    private static string? Difference(
        ConvertedModel variant, Tensor[] inputs, IReadOnlyList<double[]> expected, IInferenceEngine engine, string name,
        double ofLargest)
    {
        try
        {
            using var session = engine.Prepare(variant.Path, new EngineOptions { Delegate = name });
            var outputs = variant.Signature.ToSource(session.Infer(inputs));
            if (outputs.Length != expected.Count) return $"{name}: {outputs.Length} outputs instead of {expected.Count}";
            for (var i = 0; i < outputs.Length; i++)
            {
                if (Difference(outputs[i], expected[i], ofLargest) is { } difference) return $"{name}: output {i}: {difference}";
            }
            return null;
        }
        catch (SartorException e)
        {
            return $"{name}: {e.Message}";
        }
    }
}
