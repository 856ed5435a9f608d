using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>
/// Ranges of all activations, from running the float network over samples. Each tensor goes into a streaming histogram and is
/// forgotten: memory does not grow with the number of samples.
/// </summary>
public sealed class Calibration
{
    /// <summary>Far below the tensors that an engine's worker gives at once.</summary>
    private const int MaxOutputs = 512;

    private readonly string[] _names;
    private readonly Place[] _places;
    private readonly StreamingHistogram[] _histograms;
    private readonly SliceMoments[][] _slices;
    private readonly SliceMoments[][] _inputSlices;
    private readonly RowPeaks?[] _peaks;

    private Calibration(ModelGraph graph, Value[] activations)
    {
        Graph = graph;
        var shown = ShownValues.Of(graph);
        _slices = [.. activations.Select(o => SliceMoments.For(o, shown.Contains(o)))];
        _peaks = [.. activations.Select(PeaksOf)];
        _places = Pack(graph, activations);
        Signature = new ModelSignature([.. graph.Inputs.Select(TensorMapping.Of)], []);
        _names = [.. activations.Select(o => o.Name)];
        _histograms = [.. activations.Select(_ => new StreamingHistogram())];
        _inputSlices = [.. graph.Inputs.Select(input => SliceMoments.For(input, allAxes: false))];
        InputHistograms = [.. graph.Inputs.Select(_ => new StreamingHistogram())];
    }

    /// <summary>
    /// The float network with every activation as an output, or several in one, flat, where there are many; to be written and run.
    /// </summary>
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
        return new Calibration(graph, [.. graph.Nodes.SelectMany(n => n.Outputs).Where(o => o.Type.Element == ElementType.Float32)]);
    }

    /// <summary>Makes the activations the outputs of a graph; says where each is.</summary>
    private static Place[] Pack(ModelGraph graph, Value[] activations)
    {
        graph.Outputs.Clear();
        var places = new List<Place>();
        foreach (var group in activations.Chunk(Math.Max(1, (activations.Length + MaxOutputs - 1) / MaxOutputs)))
        {
            var start = 0;
            foreach (var value in group)
            {
                places.Add(new(graph.Outputs.Count, start, checked((int)value.Type.Shape!.ElementCount)));
                start = checked(start + places[^1].Length);
            }
            graph.Outputs.Add(group.Length == 1 ? group[0] : Joined(graph, group));
        }
        return [.. places];
    }

    private static Value Joined(ModelGraph graph, Value[] group)
    {
        var flat = Array.ConvertAll(group, v => graph.Add(new Reshape([v.Type.Shape!.ElementCount]), [v], $"{v.Name}/calibration").Output);
        return graph.Add(new Concat(0), flat, $"{group[0].Name}/calibrations").Output;
    }

    /// <summary>How samples become inputs of <see cref="Graph"/>.</summary>
    internal ModelSignature Signature { get; set; }

    /// <summary>Runs one sample.</summary>
    /// <param name="runner">The written <see cref="Graph"/>, loaded.</param>
    /// <param name="inputs">Inputs as the source takes them, as float values.</param>
    /// <exception cref="EngineException">The network could not be run.</exception>
    public void Add(IModelRunner runner, IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(runner);
        var fed = Signature.ToVariant(inputs);
        for (var i = 0; i < fed.Length; i++)
        {
            if (fed[i].Element != ElementType.Float32) continue;
            InputHistograms[i].Add(fed[i].AsSpan<float>());
            foreach (var slices in _inputSlices[i]) slices.Add(fed[i].AsSpan<float>());
        }
        var outputs = runner.Infer(fed);
        for (var i = 0; i < _places.Length; i++)
        {
            var values = outputs[_places[i].Output].AsSpan<float>().Slice(_places[i].Start, _places[i].Length);
            _histograms[i].Add(values);
            foreach (var slices in _slices[i]) slices.Add(values);
            _peaks[i]?.Add(values);
        }
        Samples++;
    }

    /// <summary>What quantisation needs to know of each activation, by the name of its value.</summary>
    /// <exception cref="UnsupportedModelException">An activation had no finite value.</exception>
    public IReadOnlyDictionary<string, ActivationStatistics> Statistics(CalibrationMethod method)
    {
        var statistics = new Dictionary<string, ActivationStatistics>(StringComparer.Ordinal);
        for (var i = 0; i < _names.Length; i++)
        {
            statistics[_names[i]] = Of(Range(_names[i], _histograms[i], method), _slices[i]) with
            {
                SmallestPeak = _peaks[i]?.Smallest,
                HasNonFinite = _histograms[i].NonFiniteCount > 0,
            };
        }
        for (var i = 0; i < InputHistograms.Length; i++)
        {
            var input = Graph.Inputs[i];
            // Inputs are data, not activations with tails: their whole range counts.
            if (input.Type.Element == ElementType.Float32)
                statistics[input.Name] = Of(Range(input.Name, InputHistograms[i], CalibrationMethod.MinMax), _inputSlices[i]);
        }
        return statistics;
    }

    private static ActivationStatistics Of(ActivationRange range, SliceMoments[] moments)
    {
        SliceStatistics[] slices = [.. moments.Select(m => m.Statistics())];
        return new(range, slices is [{ Axis: > 0 } channels, ..] ? channels.Means : null) { Slices = slices };
    }

    private static RowPeaks? PeaksOf(Value value) =>
        value.Type.Shape is { Rank: > 0 } shape && shape[-1] > 0
        && value.Uses.Any(u => u.Node.Operator is Softmax op && op.Axis == shape.Rank - 1)
            ? new RowPeaks((int)shape[-1])
            : null;

    private ActivationRange Range(string name, StreamingHistogram histogram, CalibrationMethod method) => histogram.Count > 0
        ? ActivationRange.From(histogram, method)
        : throw new UnsupportedModelException(Graph.Name, $"activation '{name}'", $"had no finite value over {Samples} calibration "
            + "samples, so it cannot be quantized; check the preprocessing");

    /// <summary>Where an activation lies: elements of an output.</summary>
    private readonly record struct Place(int Output, int Start, int Length);
}
