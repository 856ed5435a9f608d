using Sartor.Convert;
using Sartor.Convert.Pixels;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Graph.Ir;
using Sartor.Workers.Client;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// Shows how much the rounding of float32, or of weights to float16, changes the outputs of a network: converts it as it is and with
/// weights that are changed by roundings, and compares the two. For networks whose outputs are small differences of large sums, where the
/// bound of the sums is too small.
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
    /// <summary>The runs that are made wherever something is left to explain.</summary>
    public const int Usual = 3;

    private const int Most = 8;
    // Random and wide inputs together are not more.
    private const int MostSamples = 68;

    // By the name of the set: the differences are those of the source, whatever variant they are asked for.
    private readonly Dictionary<(Precision Precision, string Set), Known> _known = [];

    /// <summary>Says how samples that are pictures become inputs of the network; null where they are inputs already.</summary>
    public PixelInput? Pixels { get; init; }

    /// <summary>The same of another network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="to">What to convert to.</param>
    public RoundingProbe Of(ModelGraph graph, IConversionTarget to) =>
        new(plan, sessions, to, graph, guard, threads, cancellation) { Pixels = Pixels };

    /// <summary>The sets with what the network gives after the conversion in place of their outputs.</summary>
    /// <exception cref="SartorException">It cannot be converted or run.</exception>
    public IReadOnlyList<ReferenceSet> Answers(IReadOnlyList<ReferenceSet> sets)
    {
        using var model = Open(source);
        return
        [
            .. sets.Select(set => set with
            {
                Samples = [.. Answers(model, set).Zip(set.Samples, (answer, sample) => answer with { Inputs = sample.Inputs })],
            }),
        ];
    }

    /// <summary>
    /// Differences that rounding makes, one entry for each set; none for a set of which nothing is known because the network cannot be
    /// converted or run. A set has the usual runs, once.
    /// </summary>
    /// <param name="sets">Inputs; a name stands for the same inputs in every call with one precision.</param>
    /// <param name="precision">Whose rounding: float32, or float16.</param>
    public IReadOnlyList<Comparison> Run(IReadOnlyList<ReferenceSet> sets, Precision precision = Precision.Float32) =>
        Runs(sets, precision).Take(Usual).Last();

    /// <summary>
    /// The same after each of the runs, the largest differences so far: they never become smaller, so that what one of them explains needs
    /// no further run. Each run is made when it is asked for, and once.
    /// </summary>
    /// <param name="sets">As above.</param>
    /// <param name="precision">As above.</param>
    public IEnumerable<IReadOnlyList<Comparison>> Runs(IReadOnlyList<ReferenceSet> sets, Precision precision = Precision.Float32)
    {
        for (var run = 1; run <= Most; run++)
        {
            ReferenceSet[] open = [.. sets.Where(set => !_known.TryGetValue((precision, set.Name), out var known) || known.Runs < run)];
            if (open.Length > 0) Measure(open, run, precision);
            yield return [.. sets.Select(set => _known[(precision, set.Name)].Largest).OfType<Comparison>()];
        }
    }

    private void Measure(ReferenceSet[] sets, int run, Precision precision)
    {
        try
        {
            var traits = OutputTraits.Of(source);
            // Steps hide what is rounded before them, so there is a rounding before each.
            var floats = ModelConverter.WithFloatSteps(source, perElement: true);
            if (run == 1) Answer(floats, sets, precision);
            using var perturbed = OpenPerturbed(floats, (ulong)run << 32, precision);
            foreach (var set in sets)
            {
                var known = _known[(precision, set.Name)];
                var compared = VariantComparison.Run(
                    set.Name, perturbed.Session, perturbed.Signature, Perturbed(known.Plain, (ulong)run), null, traits, cancellation);
                _known[(precision, set.Name)] = known with
                {
                    Runs = run,
                    Largest = known.Largest is { } before ? Larger(before, compared) : compared,
                };
            }
        }
        catch (Exception e) when (e is UnsupportedModelException or EngineException)
        {
            foreach (var set in sets) _known[(precision, set.Name)] = new Known([], Most, null);
        }
    }

    // What the network as it is gives after the same conversion.
    private void Answer(ModelGraph graph, ReferenceSet[] sets, Precision precision)
    {
        using var model = Open(graph);
        foreach (var set in sets) _known[(precision, set.Name)] = new Known(Answers(model, set), 0, null);
    }

    private ReferenceOutputs[] Answers(Opened model, ReferenceSet set) =>
    [
        .. set.Samples.Take(MostSamples).Select(sample => sample with { Inputs = Pixels?.Resized(sample.Inputs) ?? sample.Inputs })
            .Select(sample => sample with
            {
                Outputs = model.Signature.ToSource(model.Session.Infer(model.Signature.ToVariant(sample.Inputs))),
            }),
    ];

    private IEnumerable<ReferenceOutputs> Perturbed(IEnumerable<ReferenceOutputs> samples, ulong run) =>
        samples.Select(sample => sample with { Inputs = RoundingNoise.Of(sample.Inputs, run << 48, Pixels) });

    private static Comparison Larger(Comparison a, Comparison b) => a with { Outputs = [.. a.Outputs.Zip(b.Outputs, Larger)] };

    private static OutputComparison Larger(OutputComparison a, OutputComparison b) => a with
    {
        Different = Math.Max(a.Different, b.Different),
        DifferentOfSample = [.. a.DifferentOfSample.Zip(b.DifferentOfSample, Math.Max)],
        Slices = [.. a.Slices.Zip(b.Slices, (x, y) => x with
        {
            MaxError = Math.Max(x.MaxError, y.MaxError),
            RmsError = Math.Max(x.RmsError, y.RmsError),
        })],
    };

    private Opened OpenPerturbed(ModelGraph graph, ulong seed, Precision precision)
    {
        if (precision == Precision.Float16) return Open(RoundingNoise.Float16(graph, seed));
        try
        {
            return Open(RoundingNoise.Of(graph, seed));
        }
        catch (UnsupportedModelException)
        {
            return Open(RoundingNoise.Of(graph, seed, weightsAlone: true));
        }
    }

    private Opened Open(ModelGraph graph)
    {
        var file = StagedOutput.Begin(Path.Combine(ScratchFolder.Location, $"sartor-rounding{target.Suffix}"));
        try
        {
            var model = new ModelConverter(target, graph, null, cancellation) { Hashes = false }.Write(Precision.Float32, file.Path);
            return new Opened(file, sessions.Open(model.Path, plan.Reference(target), threads, guard), model.Signature);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What is known of a set.</summary>
    /// <param name="Plain">Its inputs with what the network as it is gives.</param>
    /// <param name="Runs">How many were made.</param>
    /// <param name="Largest">The largest differences of these; null where it cannot be run.</param>
    private sealed record Known(IReadOnlyList<ReferenceOutputs> Plain, int Runs, Comparison? Largest);

    private sealed record Opened(StagedOutput File, ITargetSession Session, ModelSignature Signature) : IDisposable
    {
        public void Dispose()
        {
            Session.Dispose();
            File.Dispose();
        }
    }
}
