using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Workers.Client;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Shows how much the rounding of float32 changes the outputs of a network: converts it as it is and with weights that are changed by
/// roundings, and compares the two. For networks whose outputs are small differences of large sums, where the bound of the sums is too
/// small.
/// </summary>
/// <param name="plan">Says what runs the conversions.</param>
/// <param name="sessions">Open them on this machine.</param>
/// <param name="target">What to convert to.</param>
/// <param name="source">The network.</param>
/// <param name="guard">Limits of the workers.</param>
/// <param name="threads">Threads of the engine.</param>
/// <param name="cancellation">Ends a run.</param>
internal sealed class RoundingProbe(
    EnginePlan plan, IModelSessions sessions, IConversionTarget target, ModelGraph source, EngineWorkerOptions guard, int threads,
    CancellationToken cancellation)
{
    private const ulong Runs = 3;
    private const int MostSamples = 64;

    // By the name of the set: the differences are those of the source, whatever variant they are asked for.
    private readonly Dictionary<string, Comparison?> _known = [];

    /// <summary>
    /// Differences that rounding makes, one entry for each set; none for a set of which nothing is known because the network cannot be
    /// converted or run. A set is run once.
    /// </summary>
    /// <param name="sets">Inputs; a name stands for the same inputs in every call.</param>
    public IReadOnlyList<Comparison> Run(IReadOnlyList<ReferenceSet> sets)
    {
        ReferenceSet[] open = [.. sets.Where(set => !_known.ContainsKey(set.Name))];
        if (open.Length > 0)
        {
            var found = Measure(open);
            foreach (var set in open) _known[set.Name] = found.FirstOrDefault(comparison => comparison.Set == set.Name);
        }
        return [.. sets.Select(set => _known[set.Name]).OfType<Comparison>()];
    }

    private IReadOnlyList<Comparison> Measure(IReadOnlyList<ReferenceSet> sets)
    {
        try
        {
            var traits = OutputTraits.Of(source);
            ReferenceSet[] plain = [.. sets.Select(set => set with { Samples = Answers(set.Samples.Take(MostSamples)).ToArray() })];
            var found = new List<Comparison>();
            for (ulong run = 1; run <= Runs; run++)
            {
                using var perturbed = OpenPerturbed(run << 32);
                var compared = plain.Select(set => VariantComparison.Run(
                    set.Name, perturbed.Session, perturbed.Signature, Perturbed(set.Samples, run), null, traits, cancellation)).ToArray();
                found = [.. found.Count == 0 ? compared : found.Zip(compared, Larger)];
            }
            return found;
        }
        catch (Exception e) when (e is UnsupportedModelException or EngineException)
        {
            return [];
        }
    }

    private IEnumerable<ReferenceOutputs> Answers(IEnumerable<ReferenceOutputs> samples)
    {
        using var model = Open(source);
        foreach (var sample in samples)
            yield return sample with { Outputs = model.Signature.ToSource(model.Session.Infer(model.Signature.ToVariant(sample.Inputs))) };
    }

    private static IEnumerable<ReferenceOutputs> Perturbed(IEnumerable<ReferenceOutputs> samples, ulong run) =>
        samples.Select(sample => sample with { Inputs = RoundingNoise.Of(sample.Inputs, run << 48) });

    private static Comparison Larger(Comparison a, Comparison b) => a with { Outputs = [.. a.Outputs.Zip(b.Outputs, Larger)] };

    private static OutputComparison Larger(OutputComparison a, OutputComparison b) => a with
    {
        Different = Math.Max(a.Different, b.Different),
        Slices = [.. a.Slices.Zip(b.Slices, (x, y) => x with { MaxError = Math.Max(x.MaxError, y.MaxError) })],
    };

    private Opened OpenPerturbed(ulong seed)
    {
        try
        {
            return Open(RoundingNoise.Of(source, seed));
        }
        catch (UnsupportedModelException)
        {
            return Open(RoundingNoise.Of(source, seed, weightsAlone: true));
        }
    }

    private Opened Open(ModelGraph graph)
    {
        var file = StagedOutput.Begin(Path.Combine(ScratchFolder.Location, $"sartor-rounding{target.Suffix}"));
        try
        {
            var model = new ModelConverter(target, graph, null, cancellation).Write(Precision.Float32, file.Path);
            return new Opened(file, sessions.Open(model.Path, plan.Reference(target), threads, guard), model.Signature);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private sealed record Opened(StagedOutput File, ITargetSession Session, ModelSignature Signature) : IDisposable
    {
        public void Dispose()
        {
            Session.Dispose();
            File.Dispose();
        }
    }
}
