using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Ranges of all activations, from running the float network over samples. Each tensor goes into a streaming histogram and is
/// forgotten: memory does not grow with the number of samples.
/// </summary>
public sealed class Calibration
{
    private readonly string[] _names;
    private readonly StreamingHistogram[] _histograms;
    private readonly ChannelMeans?[] _means;
    private readonly ChannelMeans?[] _inputMeans;
    private readonly ModelBoundary _boundary;

    private Calibration(ModelGraph graph)
    {
        Graph = graph;
        _boundary = new ModelBoundary([.. graph.Inputs.Select(BoundaryTensor.Of)], []);
        _names = [.. graph.Outputs.Select(o => o.Name)];
        _histograms = [.. graph.Outputs.Select(_ => new StreamingHistogram())];
        _means = [.. graph.Outputs.Select(ChannelMeans.For)];
        _inputMeans = [.. graph.Inputs.Select(ChannelMeans.For)];
        InputHistograms = [.. graph.Inputs.Select(_ => new StreamingHistogram())];
    }

    /// <summary>The float network with every activation as an output; to be written and run.</summary>
    public ModelGraph Graph { get; }

    private StreamingHistogram[] InputHistograms { get; }

    /// <summary>Samples seen.</summary>
    public int Samples { get; private set; }

    /// <summary>Prepares the calibration of a lowered float32 network.</summary>
    /// <exception cref="UnsupportedModelException">A weight or bias is NaN or infinite, which would show in every range.</exception>
    public static Calibration Of(ModelGraph lowered)
    {
        ArgumentNullException.ThrowIfNull(lowered);
        FiniteWeights.CheckLayers(lowered);
        var graph = GraphClone.Of(lowered);
        graph.Outputs.Clear();
        foreach (var node in graph.Nodes)
        {
            foreach (var output in node.Outputs)
            {
                if (output.Type.Element == ElementType.Float32) graph.Outputs.Add(output);
            }
        }
        return new Calibration(graph);
    }

    /// <summary>Runs one sample.</summary>
    /// <param name="runner">The written <see cref="Graph"/>, loaded.</param>
    /// <param name="inputs">Inputs as the source takes them, in reals.</param>
    /// <exception cref="EngineException">The network could not be run.</exception>
    public void Add(IModelRunner runner, IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(runner);
        var fed = _boundary.ToVariant(inputs);
        for (var i = 0; i < fed.Length; i++)
        {
            if (fed[i].Element != ElementType.Float32) continue;
            InputHistograms[i].Add(fed[i].AsSpan<float>());
            _inputMeans[i]?.Add(fed[i].AsSpan<float>());
        }
        var outputs = runner.Infer(fed);
        for (var i = 0; i < outputs.Count; i++)
        {
            _histograms[i].Add(outputs[i].AsSpan<float>());
            _means[i]?.Add(outputs[i].AsSpan<float>());
        }
        Samples++;
    }

    /// <summary>What quantisation needs to know of each activation, by the name of its value.</summary>
    /// <exception cref="UnsupportedModelException">An activation had no finite value.</exception>
    public IReadOnlyDictionary<string, ActivationStatistics> Statistics(CalibrationMethod method)
    {
        var statistics = new Dictionary<string, ActivationStatistics>(StringComparer.Ordinal);
        for (var i = 0; i < _names.Length; i++) statistics[_names[i]] = new(Range(_names[i], _histograms[i], method), _means[i]?.Means());
        for (var i = 0; i < InputHistograms.Length; i++)
        {
            var input = Graph.Inputs[i];
            // Inputs are data, not activations with tails: their whole range counts.
            if (input.Type.Element == ElementType.Float32) statistics[input.Name] = new(Range(input.Name, InputHistograms[i], CalibrationMethod.MinMax), _inputMeans[i]?.Means());
        }
        return statistics;
    }

    private ActivationRange Range(string name, StreamingHistogram histogram, CalibrationMethod method) => histogram.Count > 0
        ? ActivationRange.From(histogram, method)
        : throw new UnsupportedModelException(Graph.Name, $"activation '{name}'", $"had no finite value over {Samples} calibration samples, so it cannot be quantised; check the preprocessing");
}
