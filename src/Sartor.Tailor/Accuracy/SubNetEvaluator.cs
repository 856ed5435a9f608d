using Sartor.Convert;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Resampling;
using Sartor.Lab.Evaluation;
using Sartor.Tailor.Spaces;
using Sartor.Tailor.SubNets;

namespace Sartor.Tailor.Accuracy;

/// <summary>
/// Classifies samples with networks of a space: measures the statistics of their normalizations on other samples first, and resizes
/// images to
/// their resolution bilinearly, as tuning does.
/// </summary>
/// <param name="network">The network, with the batch of <paramref name="inputs"/>.</param>
/// <param name="inputs">The samples, at the network's own resolution.</param>
/// <param name="folder">For the models of one network at a time.</param>
internal sealed class SubNetEvaluator(SuperNet network, EvaluationInputs inputs, string folder)
{
    private readonly Dictionary<string, IReadOnlyList<Tensor>> _read = new(StringComparer.Ordinal);

    /// <summary>A network with statistics of its own.</summary>
    /// <param name="code">The network.</param>
    /// <param name="samples">Samples that no other step sees; none leaves the statistics as they are.</param>
    /// <param name="cancellation">Ends it.</param>
    public ModelGraph Recalibrated(SubNetCode code, IReadOnlyList<string> samples, CancellationToken cancellation)
    {
        var graph = network.SubNet(code).Graph;
        BatchStatistics.Set(graph, Statistics(code, samples, cancellation));
        return graph;
    }

    /// <summary>
    /// The statistics of a network's normalizations, mean and variance in turn; none where it has none, or no samples are given.
    /// </summary>
    /// <param name="code">The network.</param>
    /// <param name="samples">Samples that no other step sees.</param>
    /// <param name="cancellation">Ends it.</param>
    public IReadOnlyList<float[]> Statistics(SubNetCode code, IReadOnlyList<string> samples, CancellationToken cancellation)
    {
        var measuring = network.SubNet(code).Graph;
        if (samples.Count == 0 || BatchStatistics.Of(measuring).Count == 0) return [];
        if (inputs.Batch == 1)
        {
            throw new UnsupportedModelException(
                network.Path, null, "takes one sample at a time, and statistics of batch normalizations need several; export the network "
                + "with an open batch and give --batch");
        }
        BatchStatistics.Measure(measuring);
        var sums = measuring.Outputs.Select(output => new double[output.Type.Shape!.ElementCount]).ToArray();
        var runs = 0;
        // The statistics of a batch that is filled up would count some samples twice.
        foreach (var outputs in Run(Resizing(measuring), inputs.Runs(samples).Where(run => run.Ids.Count == run.Fed.Count), cancellation))
        {
            for (var o = 0; o < sums.Length; o++)
            {
                var values = outputs.Outputs[o].AsSpan<float>();
                for (var i = 0; i < values.Length; i++) sums[o][i] += values[i];
            }
            runs++;
        }
        if (runs == 0)
        {
            throw new OptionException(
                "--batch", $"is {inputs.Batch}, and only {Quantity.Of(samples.Count, "sample")} measure statistics; give a smaller batch");
        }
        return [.. sums.Select(sum => Array.ConvertAll(sum, value => (float)(value / runs)))];
    }

    /// <summary>Which samples a network classifies rightly.</summary>
    /// <param name="graph">What <see cref="Recalibrated"/> gave; it is changed.</param>
    /// <param name="samples">Samples with labels.</param>
    /// <param name="cancellation">Ends it.</param>
    public bool[] Correct(ModelGraph graph, IReadOnlyList<string> samples, CancellationToken cancellation)
    {
        var right = new List<bool>(samples.Count);
        foreach (var (run, outputs) in Run(Resizing(graph), inputs.Runs(samples), cancellation))
        {
            var scores = outputs[0].ToSingles();
            var classes = scores.Length / inputs.Batch;
            for (var i = 0; i < run.Ids.Count; i++)
            {
                var own = scores.AsSpan(i * classes, classes);
                var label = inputs.TruthOf(run.Ids[i]).Label + inputs.LabelOffset;
                right.Add(Largest(own) == label);
            }
        }
        return [.. right];
    }

    // The first of several: an output with a NaN is right for nobody.
    private static int Largest(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i])) return -1;
            if (scores[i] > scores[best]) best = i;
        }
        return best;
    }

    private IEnumerable<(SampleRun Run, IReadOnlyList<Tensor> Outputs)> Run(
        ModelGraph graph, IEnumerable<SampleRun> runs, CancellationToken cancellation)
    {
        var target = ConversionTargets.Interchange;
        var path = Path.Combine(folder, $"evaluated{target.Suffix}");
        new ModelConverter(target, graph, null, cancellation) { Hashes = false }.Write(Precision.Float32, path);
        var engine = InferenceEngines.Catalog.All.First(known => known.Format == target.Format && known.ReferenceDelegate is not null);
        using var session = engine.Prepare(path, new EngineOptions());
        foreach (var run in runs)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_read.TryGetValue(run.Id, out var given)) _read[run.Id] = given = inputs.Read(run);
            yield return (run, session.Infer(given));
        }
    }

    // Images come at the network's own resolution.
    private ModelGraph Resizing(ModelGraph graph)
    {
        var own = network.Binding.Structure.Graph.Inputs[0].Type;
        var small = graph.Inputs[0];
        if (small.Type == own) return graph;
        var (from, to) = (own.Shape!, small.Type.Shape!);
        var users = small.Uses.ToArray();
        var large = graph.ReplaceInput(0, own);
        var scales = from.Extents.Select((extent, axis) => (float)to[axis] / extent);
        var resize = new Resize(
            ResizeMode.Linear, ResizeCoordinates.HalfPixel, ResizeRounding.Floor, [.. to.Extents], [.. scales]);
        var resized = graph.Add(resize, [large], "resized", graph.Nodes[0]).Output;
        foreach (var use in users) use.Node.SetInput(use.Index, resized);
        return graph;
    }
}
