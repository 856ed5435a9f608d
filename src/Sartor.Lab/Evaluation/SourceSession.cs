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

    private SourceSession(ITargetSession session, ModelSignature signature) => (_session, _signature) = (session, signature);

    /// <param name="plan">Says what the reference is.</param>
    /// <param name="sessions">Opens it there.</param>
    /// <param name="model">The source.</param>
    /// <param name="signature">Its own inputs and outputs.</param>
    /// <param name="threads">Threads of the engine.</param>
    /// <exception cref="EngineException">The source cannot be run here.</exception>
    public static SourceSession Start(EnginePlan plan, IModelSessions sessions, ModelFile model, ModelSignature signature, int threads) =>
        new(sessions.Open(model.Path, plan.Reference(model.Format.Name), threads, WorkerBudget.For(model.Graph, model.SizeBytes)),
        signature);

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
        InputPattern.Ramp, InputPattern.Low, InputPattern.High, InputPattern.Noise,
    ];

    private const int WideSamples = 2;

    /// <summary>
    /// Runs it on <see cref="SampleBounds.RandomCount"/> seeded inputs: noise and patterns in the range that it takes, and noise of larger
    /// values where nothing states that range.
    /// </summary>
    /// <param name="seed">Of the values.</param>
    /// <param name="domains">One for each input.</param>
    public IReadOnlyList<ReferenceSet> RunRandom(ulong seed, IReadOnlyList<InputDomain> domains)
    {
        var count = SampleBounds.RandomCount(_signature);
        var random = Enumerable.Range(0, count).Select(i => Run(i, Patterns[i])).ToArray();
        var isOpen = domains.Index().Any(d => d.Item.Origin == DomainOrigin.Assumed && _signature.Inputs[d.Index].VariantType.Element.IsFloat());
        if (!isOpen || count < Patterns.Length) return [new(ReferenceSet.Random, random)];
        var wide = Enumerable.Range(count, WideSamples).Select(i => Run(i, InputPattern.Wide)).ToArray();
        return [new(ReferenceSet.Random, random), new(ReferenceSet.Wide, wide)];

        ReferenceOutputs Run(int i, InputPattern pattern) =>
            this.Run($"{pattern.ToString().ToLowerInvariant()}-{i}", RandomInputs.For(_signature, seed + (ulong)i, pattern, domains), null);
    }

    public void Dispose() => _session.Dispose();
}
