using Sartor.Convert;
using Sartor.Convert.Verification;
using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Lab.Fitting;

/// <summary>The source's outputs on every sample that verification uses, run once.</summary>
internal sealed class FitReferences
{
    private const int RandomSamples = 8;

    // Preprocessed inputs up to this size are kept for the next variant instead of being decoded again.
    private const long CacheBytes = 256L << 20;

    private readonly FitInputs _inputs;
    private readonly Dictionary<string, (float[][] Outputs, int? Label)> _outputs = new(StringComparer.Ordinal);
    private readonly ulong _seed;
    private readonly List<ReferenceOutputs> _random = [];
    private readonly Dictionary<string, Tensor> _cache = new(StringComparer.Ordinal);
    private long _cached;
    private float _low = float.PositiveInfinity;
    private float _high = float.NegativeInfinity;

    private FitReferences(FitInputs inputs, long seed)
    {
        _inputs = inputs;
        _seed = unchecked((ulong)seed);
    }

    /// <summary>Engine and delegate that ran the source.</summary>
    public string RanOn { get; private set; } = "";

    /// <summary>Runs the source over the judgement samples and over seeded random inputs within the range of the data.</summary>
    /// <exception cref="EngineException">The source cannot be run here.</exception>
    public static FitReferences Run(FitInputs inputs, FitOptions options, Action<int>? advanced, CancellationToken cancellation)
    {
        var references = new FitReferences(inputs, options.Seed);
        var engine = InferenceEngines.Catalog.All.FirstOrDefault(e => e.Format == inputs.Model.Format.Name)
            ?? throw new EngineException("engines", $"no engine runs {inputs.Model.Format.Name} models");
        // The engine's own kernels: the plainest arithmetic that it has.
        using var source = WorkerRunner.Start(engine.Name, inputs.Model.Path, new EngineOptions { Threads = options.Threads, Delegate = engine.Delegates[^1] });
        references.RanOn = source.RanOn;
        var done = 0;
        foreach (var id in inputs.Split.JudgementIds)
        {
            cancellation.ThrowIfCancellationRequested();
            references.Add(source, id);
            advanced?.Invoke(++done);
        }
        references.AddRandom(source);
        return references;
    }

    /// <summary>The judgement samples with what the source gave; inputs are read anew, so that memory stays flat.</summary>
    public IEnumerable<ReferenceOutputs> Judgement() => _inputs.Split.JudgementIds.Select(id =>
    {
        var input = _cache.GetValueOrDefault(id) ?? _inputs.Read(id).Input;
        var (outputs, label) = _outputs[id];
        return new ReferenceOutputs(id, [input], outputs, label);
    });

    /// <summary>Random inputs with what the source gave.</summary>
    public IEnumerable<ReferenceOutputs> Random() => _random;

    private void Add(WorkerRunner source, string id)
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
        _outputs[id] = (_inputs.Boundary.ToSource(source.Infer(_inputs.Boundary.ToVariant([input]))), label);
    }

    private void AddRandom(WorkerRunner source)
    {
        var boundary = _inputs.Boundary.Inputs[0];
        if (!float.IsFinite(_low)) (_low, _high) = (-1, 1);
        for (var i = 0; i < RandomSamples; i++)
        {
            var reals = RandomInputs.Uniform(boundary.SourceShape, _low, _high, _seed + (ulong)i);
            var input = boundary.Quantization is null ? reals.ConvertTo(boundary.VariantType.Element) : reals;
            _random.Add(new ReferenceOutputs($"random-{i}", [input], _inputs.Boundary.ToSource(source.Infer(_inputs.Boundary.ToVariant([input]))), null));
        }
    }
}
