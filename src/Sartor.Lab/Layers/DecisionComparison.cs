using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Graph.Ir;
using Sartor.Lab.Evaluation;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Layers;

/// <summary>
/// Compares the real values behind outputs that are decisions. The index of the largest of a thousand scores says little of the other 999:
/// a class that wins on no sample may be missing. So the scores of both networks are looked at as well, where both can give them.
/// </summary>
/// <param name="plan">Says what the reference is.</param>
/// <param name="reference">Opens the source there.</param>
/// <param name="source">The source.</param>
/// <param name="own">Its own inputs and outputs.</param>
/// <param name="sessions">Opens variants on their targets.</param>
/// <param name="guard">Limits of the workers.</param>
/// <param name="threads">Threads of the engine.</param>
/// <param name="cancellation">Ends a run.</param>
internal sealed class DecisionComparison(
    EnginePlan plan, IModelSessions reference, ModelFile source, ModelSignature own, IModelSessions sessions, EngineWorkerOptions guard,
    int threads, CancellationToken cancellation)
{
    // Of each set; the outputs themselves are compared on all.
    private const int MostSamples = 16;

    // Relative error that no rounding of usual sums reaches, and that every lost or exchanged score does.
    private const double Rounding = 1e-3;

    private readonly TappedModel _source =
        new(source, own, reference, plan.Reference(source.Format.Name), threads, guard, cancellation);

    private readonly Dictionary<string, (IReadOnlyList<IReadOnlyList<Tensor>> Inputs, IReadOnlyList<float[]>[] Values)> _given = [];

    /// <summary>
    /// The comparisons with those of the values behind decisions among their outputs; as they are where there is no decision, or where the
    /// two networks decide by other values.
    /// </summary>
    /// <param name="comparisons">One for each set.</param>
    /// <param name="sets">The inputs.</param>
    /// <param name="path">The variant's file.</param>
    /// <param name="target">What runs it.</param>
    /// <param name="signature">How its inputs and outputs relate to the source's.</param>
    public IReadOnlyList<Comparison> Add(
        IReadOnlyList<Comparison> comparisons, IReadOnlyList<ReferenceSet> sets, string path, EngineTarget target, ModelSignature signature)
    {
        Value?[] behind = [.. source.Graph.Outputs.Select(output => Behind(output, _source))];
        if (behind.All(value => value is null) || _source.Problem is not null) return comparisons;
        try
        {
            using var file = ModelFormats.Open(path);
            var variant = new TappedModel(file, signature, sessions, target, threads, guard, cancellation);
            (int Output, Value Source, Value Variant)[] decided =
            [
                .. behind.Index().Where(b => b.Item is not null)
                    .Select(b => (b.Index, b.Item!, Behind(file.Graph.Outputs[b.Index], variant)!)).Where(b => b.Item3 is not null),
            ];
            return decided.Length == 0 || variant.Problem is not null
                ? comparisons
                : [.. comparisons.Select(c => Added(c, sets.First(set => set.Name == c.Set), variant, decided))];
        }
        catch (SartorException)
        {
            // What cannot be looked at is judged by its outputs.
            return comparisons;
        }
    }

    // The one tensor of real values that an integer output is computed from.
    private static Value? Behind(Value output, TappedModel model)
    {
        if (IsReal(output)) return null;
        var (open, found, seen) = (new Stack<Value>([output]), new HashSet<Value>(), new HashSet<Value>());
        while (open.TryPop(out var next))
        {
            foreach (var input in next.Producer?.Inputs ?? [])
            {
                if (input is not { Constant: null } || !seen.Add(input)) continue;
                if (IsReal(input)) found.Add(input);
                else open.Push(input);
            }
        }
        return found.Count == 1 && model.Values.Contains(found.Single()) ? found.Single() : null;
    }

    private static bool IsReal(Value value) => value.Type.Element.IsFloat() || value.Quantization is not null;

    private Comparison Added(
        Comparison comparison, ReferenceSet set, TappedModel variant, (int Output, Value Source, Value Variant)[] decided)
    {
        if (comparison.Samples == 0) return comparison;
        var (inputs, values) = Given(set, [.. decided.Select(d => d.Source)]);
        var orders = new Permutation?[decided.Length];
        var found = decided.Select(d => new OutputAccumulator(new OutputTraits(
            $"{source.Graph.Outputs[d.Output].Name} ({d.Source.Name})", d.Source.Type.Shape!, OutputKind.Real, OutputScale.Of(d.Source),
            Rounding))).ToArray();
        variant.Run([.. decided.Select(d => d.Variant)], inputs, (i, _, tensors) =>
        {
            for (var k = 0; k < decided.Length; k++)
            {
                var given = TappedModel.Singles(decided[k].Variant, tensors[k]);
                var shape = decided[k].Source.Type.Shape!;
                if (i == 0) orders[k] = Order(shape, values[k][0], tensors[k].Shape, given);
                if (orders[k] is { } order) found[k].Add(values[k][i], InOrder(order, tensors[k].Shape, given));
            }
        });
        return comparison with
        {
            Outputs = [.. comparison.Outputs, .. found.Where((_, k) => orders[k] is not null).Select(f => f.Result())],
        };
    }

    private (IReadOnlyList<IReadOnlyList<Tensor>>, IReadOnlyList<float[]>[]) Given(ReferenceSet set, IReadOnlyList<Value> values)
    {
        if (_given.TryGetValue(set.Name, out var known) && known.Values.Length == values.Count) return known;
        IReadOnlyList<Tensor>[] inputs = [.. set.FullRuns.Take(MostSamples).Select(sample => sample.Inputs)];
        var given = values.Select(_ => new List<float[]>()).ToArray();
        _source.Run(values, inputs, (_, _, tensors) =>
        {
            for (var k = 0; k < given.Length; k++) given[k].Add(TappedModel.Singles(values[k], tensors[k]));
        });
        return _given[set.Name] = (inputs, [.. given]);
    }

    // Scores that are not alike at all are others: a softmax before the largest is sought changes nothing.
    private static Permutation? Order(Shape shape, float[] source, Shape variantShape, float[] variant) =>
        TensorSketch.Of(shape, source).Compare(TensorSketch.Of(variantShape, variant)) is { Error: <= TensorCorrespondence.Alike } match
            ? match.Order
            : null;

    private static float[] InOrder(Permutation order, Shape shape, float[] values) => order.IsIdentity
        ? values
        : TensorTranspose.Apply(Tensor.Create(AxisOrders.Squeezed(shape), values), order.Inverse()).ToSingles();
}
