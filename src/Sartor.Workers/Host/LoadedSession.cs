using System.Buffers.Binary;
using System.Diagnostics;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Host;

/// <summary>The one model that a worker holds, and the requests about it.</summary>
/// <param name="root">Where the machine's files lie, as of <see cref="SystemFiles"/>.</param>
internal sealed class LoadedSession(string root) : IDisposable
{
    private readonly HashSet<string> _warmedUp = [];
    private readonly PeakMemory _peak = new();
    private IInferenceSession? _session;
    private long _loadNs;
    private long? _rssBeforeLoad;
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
            Profiles = request.Find("profile") == "1",
            Optimization = Enum.TryParse<GraphOptimization>(request.Find("optimization") ?? "all", ignoreCase: true, out var level)
                ? level
                : throw new InvalidDataException("the field 'optimization' of a 'load' message is none of all, extended, basic, none"),
        };
        long? startNs = _warmedUp.Contains(engine.Name) ? null : ClockTicks.ToNs(EngineWarmUp.Run(engine));
        _warmedUp.Add(engine.Name);
        GC.Collect();
        _rssBeforeLoad = ProcessMemory.Rss();
        _peak.Begin();
        var start = Stopwatch.GetTimestamp();
        _session = engine.Prepare(request.Get("model"), options);
        _loadNs = ClockTicks.ToNs(Stopwatch.GetTimestamp() - start);
        _hasRun = false;
        return new Frame(WorkerProtocol.Ok)
            .With("load_ns", _loadNs)
            .With("start_ns", startNs)
            .WithDescriptions("input", _session.Inputs)
            .WithDescriptions("output", _session.Outputs)
            .WithDelegation(_session.Delegation);
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
        var interval = request.FindNumber("power_interval_ms", PowerSampler.MinIntervalMs, PowerSampler.MaxIntervalMs);
        session.Bind(request.GetTensors("input"));
        var isFirst = !_hasRun;
        _hasRun = true;
        using var sampler = PowerSampler.Open(new SystemFiles(root), request.Find("power_source"), interval, options.MaxTime);
        var (warmUp, runs, samplesNs) = _peak.Measure(options.MaxRuns, storage => MeasuringLoop.Run(session, options, storage, sampler));
        return sampler.Write(new Frame(WorkerProtocol.Ok) { Payload = samplesNs })
            .With("warmup_runs", warmUp)
            .With("runs", runs)
            .With("first_ns", isFirst ? BinaryPrimitives.ReadInt64LittleEndian(samplesNs) : null)
            .With("load_ns", _loadNs)
            .With("peak_rss_bytes", _peak.Read())
            .With("rss_before_load_bytes", _rssBeforeLoad)
            .With("runtime_rss_bytes", RuntimeMemory.Bytes)
            .With("cpus", CoreAffinity.Read());
    }

    public Frame Profile(Frame request)
    {
        var session = Loaded();
        var limits = new ProfileLimits
        {
            MaxRuns = (int)request.GetNumber("max_runs", 1, ProfileLimits.LargestRuns),
            MaxTime = Time(request, "max_ns"),
        };
        session.Bind(request.GetTensors("input"));
        _hasRun = true;
        return new Frame(WorkerProtocol.Ok).WithProfile(session.Profile(limits));
    }

    public Frame Memory(Frame request)
    {
        var reply = new Frame(WorkerProtocol.Ok).With("rss_bytes", ProcessMemory.Rss()).With("peak_rss_bytes", _peak.Read());
        if (request.Find("reset") == "1") _peak.Begin();
        return reply;
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    private IInferenceSession Loaded() => _session
        ?? throw new EngineException("worker", "no model is loaded in this worker process; load it first, and again after a failure");

    private static TimeSpan Time(Frame request, string name) =>
        TimeSpan.FromTicks(request.GetNumber(name, 0, long.MaxValue) / TimeSpan.NanosecondsPerTick);
}
