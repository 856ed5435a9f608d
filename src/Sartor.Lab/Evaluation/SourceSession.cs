using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Data.Samples;
using Sartor.Formats;

namespace Sartor.Lab.Evaluation;

/// <summary>A source on the reference of its format.</summary>
internal sealed class SourceSession : IDisposable
{
    private readonly ITargetSession _session;
    private readonly ModelSignature _signature;
    private readonly bool _takesLargeValues;

    private SourceSession(ITargetSession session, ModelSignature signature, bool takesLargeValues = true) =>
        (_session, _signature, _takesLargeValues) = (session, signature, takesLargeValues);

    /// <param name="plan">Says what the reference is.</param>
    /// <param name="sessions">Opens it there.</param>
    /// <param name="model">The source.</param>
    /// <param name="signature">Its own inputs and outputs.</param>
    /// <param name="threads">Threads of the engine.</param>
    /// <exception cref="EngineException">The source cannot be run here.</exception>
    public static SourceSession Start(EnginePlan plan, IModelSessions sessions, ModelFile model, ModelSignature signature, int threads) =>
        new(sessions.Open(model.Path, plan.Reference(model.Format.Name), threads, WorkerBudget.For(model.Graph, model.SizeBytes)),
        signature, !IntegerProducts.Any(model.Graph));

    /// <summary>A source that runs already.</summary>
    /// <param name="session">Runs it; the session's from now on.</param>
    /// <param name="signature">Its own inputs and outputs.</param>
    public static SourceSession Of(ITargetSession session, ModelSignature signature) => new(session, signature);

    /// <summary>Runs it once.</summary>
    /// <param name="id">Identifier of the sample.</param>
    /// <param name="inputs">As the source takes them, in reals.</param>
    /// <param name="truth">What is right; null where nothing is known.</param>
    public ReferenceOutputs Run(string id, IReadOnlyList<Tensor> inputs, SampleTruth? truth) =>
        new(id, inputs, _signature.ToSource(_session.Infer(_signature.ToVariant(inputs))), truth);

    // What a model of usual size is fed; a large one gets the first of them.
    private static readonly InputPattern[] Patterns =
    [
        InputPattern.Noise, InputPattern.Noise, InputPattern.Extremes, InputPattern.Steps,
        InputPattern.Ramp, InputPattern.Low, InputPattern.High, InputPattern.Sparse,
    ];

    /// <summary>How many times wider than the assumed range the largest values are: as large as pixels.</summary>
    public const float WidestFactor = 256;

    // The others go beyond the limits of usual activations.
    private static readonly float[] WideFactors = [16, 16, WidestFactor, WidestFactor];

    /// <summary>
    /// Runs it on <see cref="SampleBounds.RandomCount"/> seeded inputs: noise and patterns in the range that it takes, and noise of larger
    /// values where nothing states that range and no integers
    /// are multiplied (<see cref="IntegerProducts"/>).
    /// </summary>
    /// <param name="seed">Of the values.</param>
    /// <param name="domains">One for each input.</param>
    /// <exception cref="EngineException">The source cannot be run.</exception>
    public IReadOnlyList<ReferenceSet> RunRandom(ulong seed, IReadOnlyList<InputDomain> domains)
    {
        domains = Fed = Takes(domains);
        var count = SampleBounds.RandomCount(_signature);
        var random = Enumerable.Range(0, count)
            .Select(i => Run(i, i < Patterns.Length ? Patterns[i] : InputPattern.Noise, domains)).ToArray();
        var isOpen = domains.Index().Any(
            d => d.Item.Origin == DomainOrigin.Assumed && _signature.Inputs[d.Index].VariantType.Element.IsFloat());
        if (!isOpen || !_takesLargeValues || count < Patterns.Length) return [new(ReferenceSet.Random, random)];
        // Where values are too large for the source itself, nothing is compared.
        var wide = WideFactors.Select((factor, i) => Run(count + i, InputPattern.Noise, Wider(domains, factor)))
            .Where(sample => sample.Outputs.All(output => Array.TrueForAll(output, float.IsFinite))).ToArray();
        return wide.Length == 0 ? [new(ReferenceSet.Random, random)] : [new(ReferenceSet.Random, random), new(ReferenceSet.Wide, wide)];

        ReferenceOutputs Run(int i, InputPattern pattern, IReadOnlyList<InputDomain> from) =>
            this.Run($"{pattern.ToString().ToLowerInvariant()}-{i}", RandomInputs.For(_signature, seed + (ulong)i, pattern, from), null);
    }

    /// <summary>
    /// The domains of the last <see cref="RunRandom"/>: indices that the source itself refuses, because the graph computes others from
    /// them, are only those that it takes.
    /// </summary>
    public IReadOnlyList<InputDomain> Fed { get; private set; } = [];

    private IReadOnlyList<InputDomain> Takes(IReadOnlyList<InputDomain> domains)
    {
        if (domains.All(domain => domain.Origin != DomainOrigin.Graph)) return domains;
        IReadOnlyList<InputDomain>[] narrower =
        [
            domains, Indices(domains, d => d with { Low = 0 }), Indices(domains, d => d with { Low = 0, High = MathF.Floor(d.High / 2) }),
        ];
        foreach (var from in narrower)
        {
            try
            {
                foreach (var pattern in (InputPattern[])[InputPattern.Low, InputPattern.High])
                    _ = Run("indices", RandomInputs.For(_signature, 0, pattern, from), null);
                return from;
            }
            catch (EngineException)
            {
                // Beyond an axis that another computation leads to.
            }
        }
        return Indices(domains, _ => new InputDomain(0, 1, DomainOrigin.Assumed));
    }

    private static IReadOnlyList<InputDomain> Indices(IReadOnlyList<InputDomain> domains, Func<InputDomain, InputDomain> narrower) =>
        [.. domains.Select(domain => domain.Origin == DomainOrigin.Graph ? narrower(domain) : domain)];

    private InputDomain[] Wider(IReadOnlyList<InputDomain> domains, float factor) =>
    [
        .. domains.Select((domain, i) => domain.Origin == DomainOrigin.Assumed && _signature.Inputs[i].VariantType.Element.IsFloat()
            ? domain with { Low = domain.Low * factor, High = domain.High * factor }
            : domain),
    ];

    public void Dispose() => _session.Dispose();
}
