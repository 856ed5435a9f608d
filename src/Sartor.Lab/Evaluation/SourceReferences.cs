using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Lab.Scores;
using Sartor.Results.Records;
using Sartor.Workers.Client;

namespace Sartor.Lab.Evaluation;

/// <summary>
/// The source's outputs on every sample that verification uses. It is run once on each, or on each batch, and again only on those whose
/// outputs there was no room to keep.
/// </summary>
internal sealed class SourceReferences : IDisposable
{
    /// <summary>Bytes of outputs that are kept unless the caller says otherwise.</summary>
    public const long DefaultCapacity = 256L << 20;

    private readonly EvaluationInputs _inputs;
    private readonly SourceSession _source;
    private readonly Dictionary<string, IReadOnlyList<float[]>> _outputs = new(StringComparer.Ordinal);
    private readonly List<(int Class, int Label)> _answers = [];
    private readonly Lazy<IReadOnlyList<ScoreResult>> _scores;
    private readonly IReadOnlyList<string> _heldOut;
    private readonly IReadOnlyList<string> _calibration;
    private readonly long _capacity;
    private long _kept;
    private readonly (float Low, float High)[] _ranges;

    private SourceReferences(EvaluationInputs inputs, SourceSession source, IReadOnlyList<string> heldOut,
        IReadOnlyList<string> calibration, long capacity)
    {
        (_inputs, _source, _heldOut, _calibration, _capacity) = (inputs, source, heldOut, calibration, capacity);
        _scores = new(Score);
        _ranges = [.. inputs.Signature.Inputs.Select(_ => (float.PositiveInfinity, float.NegativeInfinity))];
    }

    /// <summary>Engine and delegate that ran the source.</summary>
    public required EngineTarget Target { get; init; }

    /// <summary>Limits of a worker that runs the source or something as large.</summary>
    public EngineWorkerOptions Guard => WorkerBudget.For(_inputs.Model.Graph, _inputs.Model.SizeBytes);

    /// <summary>Which runs of variants are spared.</summary>
    public SparedRuns Spared => field ??= SparedRuns.Of(_inputs.Model.Graph);

    /// <summary>How right the source itself is on the held-out samples; empty where nothing says what is right.</summary>
    public IReadOnlyList<ScoreResult> Scores => _scores.Value;

    /// <summary>Runs the source over samples, and over seeded random inputs within the range of those.</summary>
    /// <param name="plan">Says what the reference is.</param>
    /// <param name="sessions">Opens the source there.</param>
    /// <param name="inputs">Model and samples; where nothing says which outputs the labels mean, the source's answers do.</param>
    /// <param name="heldOut">The samples to evaluate on.</param>
    /// <param name="calibration">The samples that calibrated, whose differences are stated beside; empty for none.</param>
    /// <param name="seed">Seed of the random inputs.</param>
    /// <param name="threads">Threads of the engine.</param>
    /// <param name="advanced">Called with the number of samples done.</param>
    /// <param name="cancellation">Ends the run, also in the middle of a sample.</param>
    /// <param name="capacity">Most bytes of outputs that are kept.</param>
    /// <exception cref="EngineException">The source cannot be run here.</exception>
    /// <exception cref="DataSetException">Nothing tells which outputs the labels mean.</exception>
    public static SourceReferences Run(
        EnginePlan plan, IModelSessions sessions, EvaluationInputs inputs, IReadOnlyList<string> heldOut, IReadOnlyList<string> calibration,
        long seed, int threads, Action<int>? advanced, CancellationToken cancellation, long capacity = DefaultCapacity)
    {
        var source = SourceSession.Start(plan, sessions, inputs.Model, inputs.Signature, threads);
        var references = new SourceReferences(inputs, source, heldOut, calibration, capacity)
        {
            Target = plan.Reference(inputs.Model.Format.Name),
        };
        try
        {
            references.Run(seed, advanced, cancellation);
            return references;
        }
        catch
        {
            references.Dispose();
            throw;
        }
    }

    /// <summary>All sets; inputs are read anew at each enumeration, so that memory stays flat.</summary>
    public IReadOnlyList<ReferenceSet> Sets => _calibration.Count == 0
        ? [new(ReferenceSet.HeldOut, HeldOut), .. Seeded]
        : [new(ReferenceSet.HeldOut, HeldOut), new(ReferenceSet.Calibration, _inputs.Runs(_calibration).Select(Reference)), .. Seeded];

    /// <summary>The held-out samples, as they are run, with what the source gave.</summary>
    public IEnumerable<ReferenceOutputs> HeldOut => _inputs.Runs(_heldOut).Select(Reference);

    /// <summary>Seeded inputs with what the source gave.</summary>
    public IReadOnlyList<ReferenceSet> Seeded { get; private set; } = [];

    /// <summary>What the source's graph says of its outputs.</summary>
    public IReadOnlyList<OutputTraits> Traits => field ??= OutputTraits.Of(_inputs.Model.Graph);

    public void Dispose() => _source.Dispose();

    private void Run(long seed, Action<int>? advanced, CancellationToken cancellation)
    {
        var done = 0;
        foreach (var run in _inputs.Runs(_heldOut).Concat(_inputs.Runs(_calibration)))
        {
            cancellation.ThrowIfCancellationRequested();
            Add(run, done < _heldOut.Count);
            advanced?.Invoke(done += run.Ids.Count);
        }
        _inputs.AlignLabels(_answers);
        Seeded = _source.RunRandom(unchecked((ulong)seed), [.. InputDomains.Of(_inputs.Model.Graph).Select(Within)]);
    }

    // The range of the samples, where there are some.
    private InputDomain Within(InputDomain known, int input) =>
        _ranges[input] is var (low, high) && float.IsFinite(low) ? new InputDomain(low, high, DomainOrigin.Data) : known;

    private IReadOnlyList<ScoreResult> Score()
    {
        var tally = _inputs.Scores.Begin();
        foreach (var sample in HeldOut.SelectMany(run => run.PerSample())) tally.Add(sample, null);
        return tally.Results();
    }

    private ReferenceOutputs Reference(SampleRun run)
    {
        var fed = _inputs.Read(run);
        return _inputs.Answer(run, fed, _outputs.TryGetValue(run.Id, out var outputs) ? outputs : _source.Run(run.Id, fed, null).Outputs);
    }

    private void Add(SampleRun run, bool judges)
    {
        var fed = _inputs.Read(run);
        for (var i = 0; i < fed.Count; i++)
        {
            foreach (var value in fed[i].ToSingles())
                _ranges[i] = (Math.Min(_ranges[i].Low, value), Math.Max(_ranges[i].High, value));
        }
        var outputs = IndexCheck.Run(_inputs, run, fed, () => _source.Run(run.Id, fed, null).Outputs);
        if (judges && _inputs.Scores.ClassOutput is { } read)
        {
            foreach (var sample in _inputs.Answer(run, fed, outputs).PerSample())
            {
                // As the data set has it: which output it means may be open yet.
                if (_inputs.Data.LabelOf(_inputs.Data.IndexOf(sample.Id)) is { } label)
                    _answers.Add((Classification.Top1(sample.Outputs[read]), label));
            }
        }
        var bytes = outputs.Sum(o => (long)o.Length * sizeof(float));
        if (_kept + bytes > _capacity) return;
        _kept += bytes;
        _outputs[run.Id] = outputs;
    }
}
