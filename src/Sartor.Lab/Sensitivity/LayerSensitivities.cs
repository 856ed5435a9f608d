using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Analysis;
using Sartor.Graph.Ir;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Layers;
using Sartor.Results.Records;

namespace Sartor.Lab.Sensitivity;

/// <summary>
/// Measures what int8 costs: the noise of each tensor where all is int8, and that of the outputs where one layer alone is.
/// </summary>
/// <param name="plan">Says what the reference of the target is.</param>
/// <param name="sessions">Open the variants there.</param>
/// <param name="converter">Writes them.</param>
/// <param name="statistics">Calibrated activations.</param>
/// <param name="path">Where they are written, one at a time; nothing is left.</param>
/// <param name="threads">Threads of the engine.</param>
/// <param name="cancellation">Ends the run.</param>
internal sealed class LayerSensitivities(
    EnginePlan plan, IModelSessions sessions, ModelConverter converter, IReadOnlyDictionary<string, ActivationStatistics> statistics,
    string path, int threads, CancellationToken cancellation)
{
    // More samples change the order of layers little; those of a large network take minutes.
    private const int MostSamples = 8;
    private const double MostMacs = 1e12;

    private readonly EngineTarget _target = plan.Reference(converter.Target);

    /// <summary>Measures all layers and tensors.</summary>
    /// <param name="options">Layers that stay float32 in any case.</param>
    /// <param name="samples">Inputs as the source takes them; the first 8 at most are used, fewer for a large network, but one.</param>
    /// <param name="advanced">Called with the number of layers done and the name of the next.</param>
    /// <exception cref="EngineException">The float32 network cannot be run.</exception>
    public SensitivityReport Run(Int8Options options, IEnumerable<IReadOnlyList<Tensor>> samples, Action<int, string>? advanced)
    {
        Int8Layer[] layers = [.. converter.Int8Layers.Where(layer => !options.FloatLayers.Contains(layer.Output))];
        var macs = Math.Max(1, GraphAnalysis.Of(converter.Lowered).Macs) * (double)Math.Max(1, layers.Length);
        IReadOnlyList<Tensor>[] chosen = [.. samples.Take((int)Math.Clamp(MostMacs / macs, 1, MostSamples))];
        var exact = Outputs(converter.Write(Precision.Float32, path), chosen);
        var found = new List<LayerSensitivity>();
        foreach (var layer in layers)
        {
            advanced?.Invoke(found.Count, layer.Name);
            found.Add(Alone(options, layer, exact, chosen));
        }
        return new SensitivityReport
        {
            Target = _target,
            Samples = chosen.Length,
            Layers = [.. found.OrderBy(layer => layer.Problem is null ? layer.SqnrDb ?? double.MaxValue : double.PositiveInfinity)],
            Tensors = [.. Tensors(options, chosen).OrderBy(tensor => tensor.SqnrDb ?? double.MaxValue)],
        };
    }

    private LayerSensitivity Alone(
        Int8Options options, Int8Layer layer, IReadOnlyList<float[][]> exact, IReadOnlyList<Tensor>[] samples)
    {
        var others = converter.Int8Layers.Select(other => other.Output).Where(output => output != layer.Output).ToHashSet();
        var result = new LayerSensitivity { Name = layer.Name, Operator = layer.Operator, Output = layer.Output, SqnrDb = null };
        try
        {
            // What only moves between types at the ends would count for each layer.
            var alone = options with { FloatLayers = others, Boundary = null };
            var variant = converter.Write(Precision.Int8, path, statistics, options: alone);
            var given = Outputs(variant, samples);
            return result with { SqnrDb = Enumerable.Range(0, exact[0].Length).Min(output => Sqnr(exact, given, output)) };
        }
        catch (EngineException e)
        {
            return result with { Problem = e.Problem };
        }
    }

    private static double? Sqnr(IReadOnlyList<float[][]> exact, IReadOnlyList<float[][]> given, int output)
    {
        var difference = new TensorDifference();
        for (var i = 0; i < exact.Count; i++) difference.Add(exact[i][output], given[i][output]);
        return difference.SqnrDb;
    }

    private List<float[][]> Outputs(ConvertedModel model, IReadOnlyList<Tensor>[] samples)
    {
        try
        {
            using var session = sessions.Open(
                model.Path, _target, threads, WorkerBudget.For(converter.Lowered, new FileInfo(model.Path).Length));
            var outputs = new List<float[][]>();
            foreach (var sample in samples)
            {
                cancellation.ThrowIfCancellationRequested();
                outputs.Add(model.Signature.ToSource(session.Infer(model.Signature.ToVariant(sample))));
            }
            return outputs;
        }
        finally
        {
            File.Delete(model.Path);
        }
    }

    private List<TensorNoise> Tensors(Int8Options options, IReadOnlyList<Tensor>[] samples)
    {
        var form = path + ".form";
        try
        {
            var variant = converter.Write(Precision.Int8, path, statistics, options: options);
            var exact = converter.WriteForm(variant, form);
            using ModelFile ofVariant = ModelFormats.Open(variant.Path), ofForm = ModelFormats.Open(exact.Path);
            return Compare(Tapped(ofForm, exact), Tapped(ofVariant, variant), samples);
        }
        finally
        {
            File.Delete(form);
            File.Delete(path);
        }
    }

    private TappedModel Tapped(ModelFile file, ConvertedModel model) => new(
        file, model.Signature, sessions, _target, threads, WorkerBudget.For(file.Graph, file.SizeBytes), cancellation);

    // Both were written from one graph: a tensor has one name in both.
    private static List<TensorNoise> Compare(TappedModel exact, TappedModel variant, IReadOnlyList<Tensor>[] samples)
    {
        if ((exact.Problem ?? variant.Problem) is not null) return [];
        var known = exact.Values.ToDictionary(value => value.Name);
        (Value Exact, Value Variant)[] pairs = [.. variant.Values.Where(v => known.ContainsKey(v.Name)).Select(v => (known[v.Name], v))];
        var ends = variant.Graph.Outputs.Select(_ => new TensorDifference()).ToArray();
        var found = new List<TensorNoise>();
        // Without a tensor of the inside, the outputs are compared all the same.
        foreach (var group in LayerBisection.Groups(pairs, pair => 2 * TappedModel.Bytes(pair.Exact)).DefaultIfEmpty([]))
        {
            var own = new (IReadOnlyList<float[]> Outputs, float[][] Tensors)[samples.Length];
            exact.Run([.. group.Select(pair => pair.Exact)], samples, (i, outputs, tensors) =>
                own[i] = (outputs, [.. group.Zip(tensors, (pair, tensor) => TappedModel.Singles(pair.Exact, tensor))]));
            var differences = group.Select(_ => new TensorDifference()).ToArray();
            var isLast = pairs.Length == 0 || group[^1] == pairs[^1];
            variant.Run([.. group.Select(pair => pair.Variant)], samples, (i, outputs, tensors) =>
            {
                for (var k = 0; k < group.Count; k++)
                    differences[k].Add(own[i].Tensors[k], TappedModel.Singles(group[k].Variant, tensors[k]));
                for (var k = 0; isLast && k < ends.Length; k++) ends[k].Add(own[i].Outputs[k], outputs[k]);
            });
            found.AddRange(group.Zip(differences, (pair, difference) => Noise(pair.Variant, difference)));
        }
        return [.. found, .. variant.Graph.Outputs.Zip(ends, Noise)];
    }

    private static TensorNoise Noise(Value value, TensorDifference difference) => new()
    {
        Name = value.Name,
        Operator = value.Producer?.Operator.Name,
        ElementType = value.Type.Element.Label(),
        SqnrDb = difference.SqnrDb,
        Scale = value.Quantization is { IsPerAxis: false, Scales: [var scale] } ? scale : null,
    };
}
