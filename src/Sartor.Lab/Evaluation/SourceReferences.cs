using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Evaluation;

/// <summary>The source's outputs on every sample that verification uses, run once.</summary>
internal sealed class SourceReferences
{
    // Preprocessed inputs up to this size are kept for the next variant instead of being decoded again.
    private const long CacheBytes = 256L << 20;

    private readonly EvaluationInputs _inputs;
    private readonly Dictionary<string, (IReadOnlyList<float[]> Outputs, int? Label)> _outputs = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _judgement;
    private readonly IReadOnlyList<string> _calibration;
    private IReadOnlyList<ReferenceOutputs> _random = [];
    private readonly Dictionary<string, Tensor> _cache = new(StringComparer.Ordinal);
    private long _cached;
    private float _low = float.PositiveInfinity;
    private float _high = float.NegativeInfinity;

    private SourceReferences(EvaluationInputs inputs, IReadOnlyList<string> judgement, IReadOnlyList<string> calibration) => (_inputs, _judgement, _calibration) = (inputs, judgement, calibration);

    /// <summary>Engine and delegate that ran the source.</summary>
    public required EngineTarget Target { get; init; }

    /// <summary>Runs the source over samples, and over seeded random inputs within the range of those.</summary>
    /// <param name="plan">Says what the reference is.</param>
    /// <param name="sessions">Opens the source there.</param>
    /// <param name="inputs">Model and samples.</param>
    /// <param name="judgement">The samples to judge by.</param>
    /// <param name="calibration">The samples that calibrated, whose differences are stated beside; empty for none.</param>
    /// <param name="seed">Seed of the random inputs.</param>
    /// <param name="threads">Threads of the engine.</param>
    /// <param name="advanced">Called with the number of samples done.</param>
    /// <param name="cancellation">Ends the run, also in the middle of a sample.</param>
    /// <exception cref="EngineException">The source cannot be run here.</exception>
    public static SourceReferences Run(
        EnginePlan plan, IModelSessions sessions, EvaluationInputs inputs, IReadOnlyList<string> judgement, IReadOnlyList<string> calibration,
        long seed, int threads, Action<int>? advanced, CancellationToken cancellation)
    {
        var references = new SourceReferences(inputs, judgement, calibration) { Target = plan.Reference(inputs.Model.Format.Name) };
        using var source = SourceSession.Start(plan, sessions, inputs.Model, inputs.Boundary, threads);
        var done = 0;
        foreach (var id in judgement.Concat(calibration))
        {
            cancellation.ThrowIfCancellationRequested();
            references.Add(source, id);
            advanced?.Invoke(++done);
        }
        var range = float.IsFinite(references._low) ? (references._low, references._high) : (-1f, 1f);
        references._random = source.RunRandom(unchecked((ulong)seed), range);
        return references;
    }

    /// <summary>All sets; inputs are read anew at each enumeration, so that memory stays flat.</summary>
    public IReadOnlyList<ReferenceSet> Sets => _calibration.Count == 0
        ? [new(ReferenceSet.Judgement, Judgement), new(ReferenceSet.Random, Random)]
        : [new(ReferenceSet.Judgement, Judgement), new(ReferenceSet.Calibration, _calibration.Select(Reference)), new(ReferenceSet.Random, Random)];

    /// <summary>The judgement samples with what the source gave.</summary>
    public IEnumerable<ReferenceOutputs> Judgement => _judgement.Select(Reference);

    /// <summary>What the source gave for the judgement samples, and their labels; no input is read.</summary>
    public IEnumerable<(IReadOnlyList<float[]> Outputs, int? Label)> JudgementOutputs => _judgement.Select(id => _outputs[id]);

    /// <summary>Random inputs with what the source gave.</summary>
    public IReadOnlyList<ReferenceOutputs> Random => _random;

    private ReferenceOutputs Reference(string id)
    {
        var input = _cache.GetValueOrDefault(id) ?? _inputs.Read(id).Input;
        var (outputs, label) = _outputs[id];
        return new ReferenceOutputs(id, [input], outputs, label);
    }

    private void Add(SourceSession source, string id)
    {
        var (_, input, label) = _inputs.Read(id);
        if (_cached + input.Data.Length <= CacheBytes)
        {
            _cache[id] = input;
            _cached += input.Data.Length;
        }
        foreach (var value in input.ToSingles())
        {
            _low = Math.Min(_low, value);
            _high = Math.Max(_high, value);
        }
        _outputs[id] = (source.Run(id, [input], label).Outputs, label);
    }
}
