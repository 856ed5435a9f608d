using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Formats;

namespace Sartor.Lab.Evaluation;

/// <summary>A source on the engine of its format, by the engine's own kernels: the plainest arithmetic that it has.</summary>
internal sealed class SourceSession : IDisposable
{
    private const int RandomSamples = 8;

    private readonly WorkerRunner _runner;
    private readonly ModelBoundary _boundary;

    private SourceSession(WorkerRunner runner, ModelBoundary boundary) => (_runner, _boundary) = (runner, boundary);

    /// <summary>Engine and delegate that run it.</summary>
    public string RanOn => _runner.RanOn;

    /// <param name="model">The source.</param>
    /// <param name="boundary">Its own inputs and outputs.</param>
    /// <param name="threads">Threads of the engine.</param>
    /// <param name="cancellation">Ends the session, also in the middle of a run.</param>
    /// <exception cref="EngineException">The source cannot be run here.</exception>
    public static SourceSession Start(ModelFile model, ModelBoundary boundary, int threads, CancellationToken cancellation = default)
    {
        var engine = InferenceEngines.Catalog.All.FirstOrDefault(e => e.Format == model.Format.Name)
            ?? throw new EngineException("engines", $"no engine runs {model.Format.Name} models");
        // The reference runs on this machine, whatever device its variants run on.
        var options = new EngineOptions { Threads = threads, Delegate = engine.Delegates[^1] };
        return new SourceSession(WorkerRunner.Start(engine.Name, model.Path, options, cancellation), boundary);
    }

    /// <summary>Runs it once.</summary>
    /// <param name="id">Identifier of the sample.</param>
    /// <param name="inputs">As the source takes them, in reals.</param>
    /// <param name="label">Index of the right class; null where there is none.</param>
    public ReferenceOutputs Run(string id, IReadOnlyList<Tensor> inputs, int? label) =>
        new(id, inputs, _boundary.ToSource(_runner.Infer(_boundary.ToVariant(inputs))), label);

    /// <summary>Runs it on random inputs.</summary>
    /// <param name="seed">Of the values.</param>
    /// <param name="range">Of the values; null: <see cref="RandomFeeds.Range"/>.</param>
    public IReadOnlyList<ReferenceOutputs> RunRandom(ulong seed, (float Low, float High)? range = null) =>
        [.. Enumerable.Range(0, RandomSamples).Select(i => Run($"random-{i}", RandomFeeds.For(_boundary, seed + (ulong)i, range), null))];

    public void Dispose() => _runner.Dispose();
}
