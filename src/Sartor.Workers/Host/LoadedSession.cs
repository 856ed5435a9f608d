using System.Diagnostics;
using System.Runtime.InteropServices;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>The one model that a worker holds, and the requests about it.</summary>
internal sealed class LoadedSession : IDisposable
{
    private readonly HashSet<string> _rehearsed = [];
    private IInferenceSession? _session;
    private long _loadNs;
    private long? _rssBeforeLoad;
    private bool _peakIsOurs;
    private bool _hasRun;

    /// <summary>Loads a model in place of the one before.</summary>
    public Frame Load(Frame request)
    {
        Dispose();
        var engine = InferenceEngines.Get(request.Get("engine"));
        var options = new EngineOptions
        {
            Threads = (int)request.GetNumber("threads", int.MinValue, int.MaxValue),
            Delegate = request.Find("delegate"),
            Optimization = Enum.TryParse<GraphOptimization>(request.Find("optimization") ?? "all", ignoreCase: true, out var level)
                ? level
                : throw new InvalidDataException("the field 'optimization' of a 'load' message is none of all, extended, basic, none"),
        };
        long? startNs = _rehearsed.Contains(engine.Name) ? null : ToNs(EngineWarmUp.Run(engine));
        _rehearsed.Add(engine.Name);
        GC.Collect();
        _rssBeforeLoad = ProcessMemory.Rss();
        _peakIsOurs = ProcessMemory.TryResetPeak();
        var start = Stopwatch.GetTimestamp();
        _session = engine.Prepare(request.Get("model"), options);
        _loadNs = ToNs(Stopwatch.GetTimestamp() - start);
        _hasRun = false;
        return new Frame(WorkerProtocol.Ok)
            .With("load_ns", _loadNs)
            .With("start_ns", startNs)
            .WithDescriptions("input", _session.Inputs)
            .WithDescriptions("output", _session.Outputs)
            .WithProof(_session.Proof);
    }

    public Frame Infer(Frame request)
    {
        var session = Loaded();
        var outputs = session.Infer(request.GetTensors("input"));
        _hasRun = true;
        return new Frame(WorkerProtocol.Ok).WithTensors("output", outputs);
    }

    public Frame Measure(Frame request)
    {
        var session = Loaded();
        var options = new MeasureOptions
        {
            WarmUpMinRuns = (int)request.GetNumber("warmup_min_runs", 1, WorkerProtocol.MaxRuns),
            WarmUpMinTime = Time(request, "warmup_min_ns"),
            MinRuns = (int)request.GetNumber("min_runs", 1, WorkerProtocol.MaxRuns),
            MinTime = Time(request, "min_ns"),
            MaxRuns = (int)request.GetNumber("max_runs", 1, WorkerProtocol.MaxRuns),
            MaxTime = Time(request, "max_ns"),
        };
        options.Check();
        session.Bind(request.GetTensors("input"));
        var isFirst = !_hasRun;
        _hasRun = true;
        var (warmUp, samples) = MeasuringLoop.Run(session, options);
        return new Frame(WorkerProtocol.Ok) { Payload = Encode(warmUp, samples) }
            .With("warmup_runs", warmUp.Length)
            .With("runs", samples.Length)
            .With("first_ns", isFirst ? ToNs(warmUp[0]) : null)
            .With("load_ns", _loadNs)
            .With("peak_rss_bytes", _peakIsOurs ? ProcessMemory.Peak() : null)
            .With("rss_before_load_bytes", _rssBeforeLoad);
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    private IInferenceSession Loaded() => _session ?? throw new EngineException("worker", "no model is loaded in this worker process; load it first, and again after a failure");

    private static TimeSpan Time(Frame request, string name) => TimeSpan.FromTicks(request.GetNumber(name, 0, long.MaxValue) / TimeSpan.NanosecondsPerTick);

    private static byte[] Encode(long[] warmUp, long[] samples)
    {
        long[] all = [.. warmUp.Select(ToNs), .. samples.Select(ToNs)];
        return MemoryMarshal.AsBytes(all.AsSpan()).ToArray();
    }

    // A tick is a nanosecond on Linux; elsewhere the product of a long series could overflow 64 bits.
    private static long ToNs(long ticks) => Stopwatch.Frequency == 1_000_000_000 ? ticks : (long)((Int128)ticks * 1_000_000_000 / Stopwatch.Frequency);
}
