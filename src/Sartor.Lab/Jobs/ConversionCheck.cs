using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Evaluation;
using Sartor.Lab.Layers;
using Sartor.Results.Records;

namespace Sartor.Lab.Jobs;

/// <summary>Runs what a conversion wrote against its source on this machine.</summary>
/// <param name="options">Of the conversion.</param>
/// <param name="model">The source.</param>
/// <param name="inputs">The same with samples; null for seeded inputs alone.</param>
/// <param name="domains">Of the source's inputs.</param>
/// <param name="cancellation">Ends the check.</param>
internal sealed class ConversionCheck(
    ConvertOptions options, ModelFile model, EvaluationInputs? inputs, IReadOnlyList<InputDomain> domains, CancellationToken cancellation)
    : IDisposable
{
    private readonly HostDevice _device = new();
    private readonly EnginePlan _plan = EnginePlan.Of(options.Target);

    /// <summary>What the inputs were fed with beside samples.</summary>
    public IReadOnlyList<InputDomain> Domains { get; private set; } = domains;

    /// <summary>The samples that it was checked on; null without.</summary>
    public DataUse? Data { get; private set; }

    /// <summary>Where it parts from its source; empty where its numbers passed.</summary>
    public IReadOnlyList<LayerComparison> Layers { get; private set; } = [];

    /// <summary>One verdict for each target.</summary>
    /// <param name="converter">What wrote the file.</param>
    /// <param name="converted">The file.</param>
    public IReadOnlyList<Verdict> Run(ModelConverter converter, ConvertedModel converted)
    {
        var sessions = new WorkerSessions(_device, cancellation);
        return inputs is null ? OnSeeded(sessions, converter, converted) : OnSamples(sessions, inputs, converter, converted);
    }

    public void Dispose() => _device.Dispose();

    private IReadOnlyList<Verdict> OnSeeded(WorkerSessions sessions, ModelConverter converter, ConvertedModel converted)
    {
        using var source = options.Torch?.Start(model, cancellation, Own(converter))
            ?? SourceSession.Start(_plan, sessions, model, Own(converter), options.Threads);
        var seeded = source.RunRandom(unchecked((ulong)options.Seed), Domains);
        Domains = source.Fed;
        var verifier = Verifier(sessions, converter, options.Limits with { RandomInputsDecide = true });
        return Verify(sessions, verifier, converter, converted, seeded, seeded);
    }

    private IReadOnlyList<Verdict> OnSamples(
        WorkerSessions sessions, EvaluationInputs samples, ModelConverter converter, ConvertedModel converted)
    {
        PreprocessTrial.Run(_plan, sessions, samples, options.Threads, cancellation);
        string[] all = [.. samples.AllIds];
        using var references = SourceReferences.Run(
            _plan, sessions, samples, all, [], options.Seed, options.Threads, null, cancellation);
        Data = samples.Describe(samples.SplitOptions.Seed, [], all);
        var verifier = Verifier(sessions, converter, options.Limits, samples);
        return Verify(sessions, verifier, converter, converted, references.Sets, references.Seeded);
    }

    private IReadOnlyList<Verdict> Verify(
        WorkerSessions sessions, VariantVerifier verifier, ModelConverter converter, ConvertedModel converted,
        IReadOnlyList<ReferenceSet> sets, IReadOnlyList<ReferenceSet> seeded)
    {
        var verdicts = verifier.Require(converted.Path, options.Target.Format, Judged(converted.Precision), converted.Signature, sets);
        verdicts = ConversionProof.Add(converter, verdicts, converted, verifier, seeded);
        verdicts = ConversionNotes.Apply(verdicts, converted.Diagnostics);
        var (own, guard) = (Own(converter), WorkerBudget.For(model.Graph, model.SizeBytes));
        Layers = new LayerSearch(_plan, sessions, model, own, sessions, guard, options.Threads, cancellation)
            .Run(converter, converted, verdicts, sets);
        return verdicts;
    }

    // Reduced weights are judged as int8 ones are: by data.
    private Precision Judged(Precision precision) => options.Reduction is null ? precision : Precision.DynamicRangeInt8;

    // The source's own inputs and outputs.
    private ModelSignature Own(ModelConverter converter) => ModelSignature.Of(model.Graph).With(converter.Pixels);

    private VariantVerifier Verifier(
        WorkerSessions sessions, ModelConverter converter, GateLimits limits, EvaluationInputs? samples = null)
    {
        var (guard, spared) = (WorkerBudget.For(model.Graph, model.SizeBytes), SparedRuns.Of(model.Graph));
        return new VariantVerifier(_plan, sessions, limits, options.Threads, null, cancellation)
        {
            Guard = guard,
            Scores = samples?.Scores,
            Traits = OutputTraits.Of(model.Graph),
            AssumedPreprocessing = samples?.AssumedPreprocessing,
            Decisions = new DecisionComparison(
                _plan, sessions, model, Own(converter), sessions, guard, options.Threads, cancellation).Add,
            Rounding = new RoundingProbe(_plan, sessions, options.Target, model.Graph, guard, options.Threads, cancellation)
            {
                Pixels = converter.Pixels,
            },
            Spared = spared,
        };
    }
}
