using System.Runtime.InteropServices;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Client;

/// <summary>
/// Runs models in a process of their own: a crash, a hang or a lack of memory in native code is an outcome here and ends nothing
/// but that process. The process is started by the first request, and again by the first one after a failure; it ends with this
/// object or with the program. Requests are served one at a time; a worker holds one model. A process that somebody ends by SIGKILL is
/// replaced once, with its model.
/// </summary>
public sealed class EngineWorker : IDisposable, IAsyncDisposable
{
    private readonly EngineWorkerOptions _options;
    private readonly WorkerLink _link;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private int _isClosed;

    public EngineWorker(EngineWorkerOptions? options = null)
    {
        _options = options ?? new EngineWorkerOptions();
        _link = new WorkerLink(_options);
    }

    /// <summary>The worker's process on this machine; null while there is none.</summary>
    public int? ProcessId => _link.ProcessId;

    /// <summary>What the worker says of itself and its engines, with their versions; loads their libraries.</summary>
    public Task<WorkerOutcome<WorkerGreeting>> GreetAsync(CancellationToken cancellation = default) =>
        AskAsync(_link.Hello(probe: true), _options.Deadline, WorkerGreeting.Read, cancellation);

    /// <summary>The machine that the worker runs on.</summary>
    public Task<WorkerOutcome<DeviceDescription>> DescribeAsync(CancellationToken cancellation = default) =>
        AskAsync(new Frame("device"), _options.Deadline, reply => reply.GetDevice(), cancellation);

    /// <summary>How that machine is doing now. A worker of protocol 1.3 or older refuses.</summary>
    public Task<WorkerOutcome<DeviceState>> StateAsync(CancellationToken cancellation = default) =>
        AskAsync(new Frame("state"), _options.Deadline, reply => reply.GetState(), cancellation);

    /// <summary>
    /// Sends a model to the worker's machine, as far as the worker does not have it; it stays there until this worker ends.
    /// </summary>
    /// <param name="files">The model.</param>
    /// <param name="cancellation">Ends the worker.</param>
    /// <returns>Where it lies there: a path for <see cref="LoadAsync"/> of this or another worker of the same machine.</returns>
    /// <exception cref="ModelFormatException">A file is not there or cannot be read.</exception>
    public Task<WorkerOutcome<string>> PutAsync(ModelFiles files, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        return InTurnAsync(async token =>
        {
            var upload = new FileUpload(frame => _link.AskAsync(frame, _options.Deadline, token));
            var (path, failure) = await upload.SendAsync(files, token).ConfigureAwait(false);
            return path is null ? WorkerOutcome<string>.Failed(failure!) : WorkerOutcome<string>.Success(path);
        }, cancellation);
    }

    /// <summary>Whether the worker can use an engine.</summary>
    public Task<WorkerOutcome<EngineAvailability>> ProbeAsync(string engine, CancellationToken cancellation = default) =>
        AskAsync(new Frame("probe").With("engine", engine), _options.Deadline,
            reply => new EngineAvailability(reply.Find("version"), reply.Find("problem")), cancellation);

    /// <summary>
    /// Keeps the worker, and all threads that its engines make later, to some cores of its machine. To be asked first: a library that is
    /// loaded may have threads already. A machine that cannot, or has not all of them, and a worker of protocol 1.4 or older refuse.
    /// </summary>
    /// <param name="cpus">As <see cref="CpuSet"/> writes them.</param>
    /// <param name="cancellation">Ends the worker.</param>
    /// <returns>The cores that the system says it has now.</returns>
    public Task<WorkerOutcome<string>> PinAsync(string cpus, CancellationToken cancellation = default) =>
        AskAsync(new Frame("pin").With("cpus", cpus), _options.Deadline, reply => reply.Get("cpus"), cancellation);

    /// <summary>Loads a model in place of the one before. After a failure that ended the worker it has to be loaded again.</summary>
    /// <param name="engine">A name of <see cref="InferenceEngines.Catalog"/>.</param>
    /// <param name="modelPath">Its file on the worker's machine.</param>
    /// <param name="options">How to execute it.</param>
    /// <param name="cancellation">Ends the worker.</param>
    public Task<WorkerOutcome<LoadedModel>> LoadAsync(
        string engine, string modelPath, EngineOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var request = new Frame("load")
            .With("engine", engine)
            .With("model", _options.IsElsewhere ? modelPath : Path.GetFullPath(modelPath))
            .With("threads", options.Threads)
            .With("delegate", options.Delegate)
            .With("profile", options.Profiles ? 1 : null)
            .With("optimization", options.Optimization.ToString().ToLowerInvariant());
        return AskAsync(request, _options.Deadline,
            reply => new LoadedModel(reply.GetDescriptions("input"), reply.GetDescriptions("output"), reply.GetDelegation(),
                reply.GetNumber("load_ns", 0, long.MaxValue), reply.FindNumber("start_ns", 0, long.MaxValue)), cancellation);
    }

    /// <summary>Runs the loaded model once.</summary>
    /// <param name="inputs">One for each of its inputs, in its order.</param>
    /// <param name="cancellation">Ends the worker.</param>
    public Task<WorkerOutcome<IReadOnlyList<Tensor>>> InferAsync(IReadOnlyList<Tensor> inputs, CancellationToken cancellation = default) =>
        FrameTensors.Excess(inputs) is { } problem
            ? Task.FromResult(Refused<IReadOnlyList<Tensor>>(problem))
            : AskAsync<IReadOnlyList<Tensor>>(
                new Frame("infer").WithTensors("input", inputs), _options.Deadline, reply => reply.GetTensors("output"), cancellation);

    /// <summary>Times the loaded model inside the worker: warm-up, then one sample after the other.</summary>
    /// <param name="inputs">Bound once, before the first run.</param>
    /// <param name="options">When to begin to count and when to end.</param>
    /// <param name="cancellation">Ends the worker.</param>
    public Task<WorkerOutcome<Measured>> MeasureAsync(
        IReadOnlyList<Tensor> inputs, MeasureOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (FrameTensors.Excess(inputs) is { } problem) return Task.FromResult(Refused<Measured>(problem));
        var request = new Frame("measure")
            .With("warmup_min_runs", options.WarmUpMinRuns)
            .With("warmup_min_ns", Ns(options.WarmUpMinTime))
            .With("min_runs", options.MinRuns)
            .With("min_ns", Ns(options.MinTime))
            .With("max_runs", options.MaxRuns)
            .With("max_ns", Ns(options.MaxTime))
            .With("power_source", options.PowerSource)
            .WithTensors("input", inputs);
        return AskAsync(request, _options.Deadline + (2 * options.MaxTime), ReadMeasured, cancellation);
    }

    /// <summary>
    /// Times each step of the loaded model, which has to be loaded with <see cref="EngineOptions.Profiles"/>. An engine that cannot has a
    /// profile with a problem; a worker of protocol 1.1 or older refuses.
    /// </summary>
    /// <param name="inputs">Bound once, before the first run.</param>
    /// <param name="limits">When to stop.</param>
    /// <param name="cancellation">Ends the worker.</param>
    public Task<WorkerOutcome<ExecutionProfile>> ProfileAsync(
        IReadOnlyList<Tensor> inputs, ProfileLimits limits, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        limits.Checked();
        if (FrameTensors.Excess(inputs) is { } problem) return Task.FromResult(Refused<ExecutionProfile>(problem));
        var request = new Frame("profile").With("max_runs", limits.MaxRuns).With("max_ns", Ns(limits.MaxTime)).WithTensors("input", inputs);
        return AskAsync(request, _options.Deadline + limits.MaxTime, reply => reply.GetProfile(), cancellation);
    }

    /// <summary>The worker's memory, and the largest since the last load or reset.</summary>
    /// <param name="resetPeak">Begins a new peak after the answer.</param>
    /// <param name="cancellation">Ends the worker.</param>
    public Task<WorkerOutcome<MemoryUse>> MemoryAsync(bool resetPeak = false, CancellationToken cancellation = default) =>
        AskAsync(new Frame("memory").With("reset", resetPeak ? 1 : 0), _options.Deadline,
            reply => new MemoryUse(reply.FindNumber("rss_bytes", 0, long.MaxValue), reply.FindNumber("peak_rss_bytes", 0, long.MaxValue)),
            cancellation);

    /// <summary>
    /// Makes the worker fail in a given way; for tests of what comes after. Needs <see cref="EngineWorkerOptions.AllowFaults"/>.
    /// </summary>
    public Task<WorkerOutcome<string>> FaultAsync(WorkerFault fault, CancellationToken cancellation = default) =>
        AskAsync(new Frame("fault").With("fault", fault.ToString().ToLowerInvariant()), _options.Deadline,
            reply => reply.Type, cancellation);

    /// <summary>
    /// Ends the worker. A request that is under way ends with a failure of the kind <see cref="WorkerFailureKind.Closed"/>.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1) return;
        if (!_turn.Wait(0))
        {
            _closing.Cancel();
            _turn.Wait();
        }
        _link.Close();
        _turn.Dispose();
        _closing.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<WorkerOutcome<T>> AskAsync<T>(Frame request, TimeSpan deadline, Func<Frame, T> read, CancellationToken cancellation)
        where T : class => InTurnAsync(async token =>
    {
        var (reply, failure) = await _link.AskAsync(request, deadline, token).ConfigureAwait(false);
        return reply is null ? WorkerOutcome<T>.Failed(failure!) : Read(reply, read);
    }, cancellation);

    private async Task<WorkerOutcome<T>> InTurnAsync<T>(
        Func<CancellationToken, Task<WorkerOutcome<T>>> work, CancellationToken cancellation)
        where T : class
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) == 1, this);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closing.Token);
        try
        {
            await _turn.WaitAsync(either.Token).ConfigureAwait(false);
            try
            {
                either.Token.ThrowIfCancellationRequested();
                return await work(either.Token).ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return WorkerOutcome<T>.Failed(
                new WorkerFailure(WorkerFailureKind.Closed, "the worker was closed before it answered", null, []));
        }
    }

    // A field can have its form and still be none of what a record takes.
    private WorkerOutcome<T> Read<T>(Frame reply, Func<Frame, T> read) where T : class
    {
        try
        {
            return WorkerOutcome<T>.Success(read(reply));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or OverflowException)
        {
            _link.Drop();
            return WorkerOutcome<T>.Failed(
                new WorkerFailure(WorkerFailureKind.Protocol, $"invalid reply from the worker: {e.Message}", null, []));
        }
    }

    private static WorkerOutcome<T> Refused<T>(string problem) where T : class =>
        WorkerOutcome<T>.Failed(new WorkerFailure(WorkerFailureKind.Refused, problem, null, []));

    private static long Ns(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private static Measured ReadMeasured(Frame reply)
    {
        var warmUpRuns = (int)reply.GetNumber("warmup_runs", 1, WorkerProtocol.MaxRuns);
        var runs = (int)reply.GetNumber("runs", 1, WorkerProtocol.MaxRuns);
        var samples = MemoryMarshal.Cast<byte, long>(reply.Payload.Span);
        if (reply.Payload.Length != (warmUpRuns + runs) * (long)sizeof(long))
            throw new InvalidDataException("the payload of a measurement does not have the length of its samples");
        var runtime = reply.FindNumber("runtime_rss_bytes", 0, long.MaxValue);
        return new Measured(
            EquatableArray.Create(samples[..warmUpRuns]),
            EquatableArray.Create(samples[warmUpRuns..]),
            reply.FindNumber("first_ns", 0, long.MaxValue),
            reply.GetNumber("load_ns", 0, long.MaxValue),
            reply.FindNumber("peak_rss_bytes", 0, long.MaxValue) is { } peak ? Math.Max(0, peak - (runtime ?? 0)) : null,
            reply.FindNumber("rss_before_load_bytes", 0, long.MaxValue),
            runtime)
        {
            RunsPerSample = (int)(reply.FindNumber("runs_per_sample", 1, WorkerProtocol.MaxRuns) ?? 1),
            Power = MeasuredPower.Read(reply),
            Cpus = reply.Find("cpus"),
        };
    }
}
