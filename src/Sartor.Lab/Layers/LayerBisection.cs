using Sartor.Convert;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Results.Records;

namespace Sartor.Lab.Layers;

/// <summary>Compares the tensors inside of a source and a variant, and names the first node where they part.</summary>
/// <param name="source">The source on its reference.</param>
/// <param name="variant">The variant on a target.</param>
/// <param name="precision">Arithmetic of the variant.</param>
internal sealed class LayerBisection(TappedModel source, TappedModel variant, Precision precision)
{
    // Of one run: all of them lie in memory at once, and the worker sends them in one message.
    private const int MostTaps = 128;
    private const long MostBytes = 64L << 20;

    // Error ÷ spread up to which the sorted values of two tensors are the same ones, quantized or not.
    private const double Moved = 0.2;

    /// <summary>
    /// Error ÷ spread up to which two tensors agree: above what rounding in that precision adds up to within a few layers. A node parts
    /// only where the error is also several times that before it. Where the outputs differ by less, the limit is lower, by 10 at most.
    /// </summary>
    public double Limit { get; } = precision switch
    {
        Precision.Float32 => 1e-4,
        Precision.Float16 => 0.02,
        _ => 0.1,
    };

    /// <summary>Runs both and compares.</summary>
    /// <param name="target">What runs the variant.</param>
    /// <param name="samples">Inputs as the source takes them, at least one.</param>
    /// <param name="keepsAll">Whether all pairs are in the result.</param>
    public LayerComparison Run(EngineTarget target, IReadOnlyList<IReadOnlyList<Tensor>> samples, bool keepsAll)
    {
        var result = new LayerComparison
        {
            Target = target,
            Samples = samples.Count,
            SourceTensors = source.Values.Count + source.Graph.Outputs.Count,
            VariantTensors = variant.Values.Count + variant.Graph.Outputs.Count,
            Pairs = 0,
            Limit = Limit,
            Problem = source.Problem ?? variant.Problem,
        };
        if (result.Problem is not null) return result;
        try
        {
            return Compare(result, samples, keepsAll);
        }
        catch (SartorException e)
        {
            return result with { Problem = e is EngineException engine ? engine.Problem : e.Message.TrimEnd('.') };
        }
    }

    private LayerComparison Compare(LayerComparison result, IReadOnlyList<IReadOnlyList<Tensor>> samples, bool keepsAll)
    {
        var pairs = TensorCorrespondence.Of(Sketches(source, samples[0]), Sketches(variant, samples[0]));
        var outputs = variant.Graph.Outputs.Select((output, i) => new TensorPair(source.Graph.Outputs[i], output, null)).ToArray();
        var inside = new List<(TensorPair, TensorDifference)>();
        var moved = new HashSet<TensorPair>();
        var ends = new TensorDifference[outputs.Length];
        foreach (var group in Groups(pairs, pair => TappedModel.Bytes(pair.Source) + TappedModel.Bytes(pair.Variant)).DefaultIfEmpty([]))
            inside.AddRange(Differences(group, samples, ends, moved));
        List<(TensorPair Pair, TensorDifference Difference)> all = [.. inside, .. outputs.Zip(ends)];
        List<(TensorPair, double)> errors = [.. all.Select(pair => (pair.Pair, pair.Difference.SpreadError))];
        var order = new RegionWalk(variant.Graph);
        var limit = Math.Clamp(ends.Max(end => end.SpreadError) / DivergenceSearch.Step, Limit / 10, Limit);
        var first = new DivergenceSearch(limit).Find(errors, source.Graph, variant.Graph);
        // A flattened tensor whose elements stand in another order, which the next weights follow, is no worse for that.
        moved.RemoveWhere(pair => pair == first?.Pair);
        return result with
        {
            Pairs = all.Count,
            Limit = limit,
            First = first is null ? null : Describe(first),
            Layers = keepsAll
                ?
                [
                    .. all.Where(p => !moved.Contains(p.Pair)).OrderBy(p => order.Place(p.Pair.Variant))
                        .Select(p => Describe(p.Pair, p.Difference)),
                ]
                : [],
        };
    }

    private static List<(Value, TensorSketch)> Sketches(TappedModel model, IReadOnlyList<Tensor> sample)
    {
        var sketches = new List<(Value, TensorSketch)>();
        foreach (var group in Groups(model.Values, TappedModel.Bytes))
        {
            model.Run(group, [sample], (_, _, tensors) => sketches.AddRange(group.Zip(tensors, (value, tensor) =>
                (value, TensorSketch.Of(tensor.Shape, TappedModel.Singles(value, tensor))))));
        }
        return sketches;
    }

    // Of a group of pairs; the outputs come with each run.
    private IEnumerable<(TensorPair, TensorDifference)> Differences(
        IReadOnlyList<TensorPair> group, IReadOnlyList<IReadOnlyList<Tensor>> samples, TensorDifference[] ends, HashSet<TensorPair> moved)
    {
        var own = new (IReadOnlyList<float[]> Outputs, IReadOnlyList<float[]> Tensors)[samples.Count];
        source.Run([.. group.Select(pair => pair.Source)], samples, (i, outputs, tensors) =>
            own[i] = (outputs, [.. group.Zip(tensors, (pair, tensor) => TappedModel.Singles(pair.Source, tensor))]));
        var differences = group.Select(_ => new TensorDifference()).ToArray();
        // What is left of a difference when both are put in order.
        var ordered = group.Select(pair => pair.IsByShape ? new TensorDifference() : null).ToArray();
        for (var i = 0; i < ends.Length; i++) ends[i] = new TensorDifference();
        variant.Run([.. group.Select(pair => pair.Variant)], samples, (i, outputs, tensors) =>
        {
            for (var k = 0; k < group.Count; k++)
            {
                var (asSource, asVariant) = (own[i].Tensors[k], InOrderOfSource(group[k], tensors[k]));
                differences[k].Add(asSource, asVariant);
                ordered[k]?.Add([.. asSource.Order()], [.. asVariant.Order()]);
            }
            for (var k = 0; k < ends.Length; k++) ends[k].Add(own[i].Outputs[k], outputs[k]);
        });
        for (var k = 0; k < group.Count; k++)
        {
            if (ordered[k]?.SpreadError <= Moved && differences[k].SpreadError > TensorCorrespondence.Alike) moved.Add(group[k]);
        }
        return group.Zip(differences);
    }

    private static float[] InOrderOfSource(TensorPair pair, Tensor tensor)
    {
        var values = TappedModel.Singles(pair.Variant, tensor);
        if (pair.Order is null or { IsIdentity: true }) return values;
        var squeezed = Tensor.Create(AxisOrders.Squeezed(tensor.Shape), values);
        return TensorTranspose.Apply(squeezed, pair.Order.Inverse()).ToSingles();
    }

    /// <summary>Tensors that can be looked at in one run.</summary>
    /// <param name="items">What is looked at.</param>
    /// <param name="bytes">Of one.</param>
    public static IEnumerable<IReadOnlyList<T>> Groups<T>(IReadOnlyList<T> items, Func<T, long> bytes)
    {
        var group = new List<T>();
        long size = 0;
        foreach (var item in items)
        {
            if (group.Count > 0 && (group.Count == MostTaps || size + bytes(item) > MostBytes))
            {
                yield return group;
                (group, size) = ([], 0);
            }
            group.Add(item);
            size += bytes(item);
        }
        if (group.Count > 0) yield return group;
    }

    private static LayerDivergence Describe(Divergence found) => new()
    {
        Tensor = Describe(found.Pair, found.After),
        Before = Finite(found.Before),
        IsAtOnce = found.IsAtOnce,
        SourceNodes = [.. found.SourceNodes.Select(Describe)],
        VariantNodes = [.. found.VariantNodes.Select(Describe)],
    };

    private static NodeFacts Describe(Node node) => new(node.Name, node.Operator.Name);

    private static LayerPair Describe(TensorPair pair, TensorDifference difference) =>
        Describe(pair, difference.SpreadError) with { SqnrDb = difference.SqnrDb };

    private static LayerPair Describe(TensorPair pair, double error) => new()
    {
        Source = pair.Source.Name,
        Variant = pair.Variant.Name,
        Shape = pair.Source.Type.Shape!.Extents,
        SpreadError = Finite(error),
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
