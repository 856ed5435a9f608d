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

    /// <summary>Runs it on random inputs: <see cref="SampleBounds.RandomCount"/> of them.</summary>
    /// <param name="seed">Of the values.</param>
    /// <param name="range">Of the values; null: <see cref="RandomInputs.Range"/>.</param>
    public IReadOnlyList<ReferenceOutputs> RunRandom(ulong seed, (float Low, float High)? range = null) =>
        [.. Enumerable.Range(0, SampleBounds.RandomCount(_signature))
            .Select(i => Run($"random-{i}", RandomInputs.For(_signature, seed + (ulong)i, range), null))];

    public void Dispose() => _session.Dispose();
}
