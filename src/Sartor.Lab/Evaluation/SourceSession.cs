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
    private readonly ModelBoundary _boundary;

    private SourceSession(ITargetSession session, ModelBoundary boundary) => (_session, _boundary) = (session, boundary);

    /// <param name="plan">Says what the reference is.</param>
    /// <param name="sessions">Opens it there.</param>
    /// <param name="model">The source.</param>
    /// <param name="boundary">Its own inputs and outputs.</param>
    /// <param name="threads">Threads of the engine.</param>
    /// <exception cref="EngineException">The source cannot be run here.</exception>
    public static SourceSession Start(EnginePlan plan, IModelSessions sessions, ModelFile model, ModelBoundary boundary, int threads) =>
        new(sessions.Open(model.Path, plan.Reference(model.Format.Name), threads, WorkerBudget.For(model.Graph, model.SizeBytes)), boundary);

    /// <summary>Runs it once.</summary>
    /// <param name="id">Identifier of the sample.</param>
    /// <param name="inputs">As the source takes them, in reals.</param>
    /// <param name="truth">What is right; null where nothing is known.</param>
    public ReferenceOutputs Run(string id, IReadOnlyList<Tensor> inputs, SampleTruth? truth) =>
        new(id, inputs, _boundary.ToSource(_session.Infer(_boundary.ToVariant(inputs))), truth);

    /// <summary>Runs it on random inputs: <see cref="SampleBounds.RandomCount"/> of them.</summary>
    /// <param name="seed">Of the values.</param>
    /// <param name="range">Of the values; null: <see cref="RandomFeeds.Range"/>.</param>
    public IReadOnlyList<ReferenceOutputs> RunRandom(ulong seed, (float Low, float High)? range = null) =>
        [.. Enumerable.Range(0, SampleBounds.RandomCount(_boundary)).Select(i => Run($"random-{i}", RandomFeeds.For(_boundary, seed + (ulong)i, range), null))];

    public void Dispose() => _session.Dispose();
}
