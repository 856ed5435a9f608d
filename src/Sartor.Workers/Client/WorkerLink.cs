using Sartor.Workers.Protocol;

namespace Sartor.Workers.Client;

/// <summary>
/// The worker behind an <see cref="EngineWorker"/>: started by the first request and again after a failure, greeted, asked. Where
/// somebody ends it by SIGKILL, a new one takes its place once: it loads what the old one had loaded and is asked again.
/// </summary>
internal sealed class WorkerLink(EngineWorkerOptions options)
{
    private IWorkerPeer? _process;
    private Frame? _loaded;
    private Frame? _pinned;
    private long _requests;

    public int? ProcessId => _process?.Id;

    /// <summary>What the present process said of itself; null while there is none.</summary>
    public WorkerGreeting? Greeting { get; private set; }

    /// <summary>The first request to a worker.</summary>
    /// <param name="probe">Whether it is to load the libraries of its engines, for their versions.</param>
    public Frame Hello(bool probe) => new Frame("hello")
        .With("protocol", WorkerProtocol.Version)
        .With("minor", WorkerProtocol.Minor)
        .With("client", "sartor")
        .With("alive_ms", options.AliveMs)
        .With("probe", probe ? 1 : null);

    /// <summary>Asks, and asks a new process once more where the old one was ended from outside.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; the worker has ended.</exception>
    public async Task<(Frame? Reply, WorkerFailure? Failure)> AskAsync(Frame request, TimeSpan deadline, CancellationToken cancellation)
    {
        var (loaded, pinned) = (_loaded, _pinned);
        var (reply, failure) = await TryAsync(request, deadline, cancellation).ConfigureAwait(false);
        if (failure is { Kind: WorkerFailureKind.Killed } && CanRepeat(request, loaded))
        {
            if (pinned is not null && request.Type != "pin")
            {
                (reply, failure) = await TryAsync(pinned, deadline, cancellation).ConfigureAwait(false);
                if (reply is null) return (null, failure);
                _pinned = pinned;
            }
            if (NeedsModel(request))
            {
                (reply, failure) = await TryAsync(loaded!, deadline, cancellation).ConfigureAwait(false);
                if (reply is null) return (null, failure);
                _loaded = loaded;
            }
            (reply, failure) = await TryAsync(request, deadline, cancellation).ConfigureAwait(false);
        }
        if (request.Type == "load") _loaded = reply is null ? null : request;
        if (request.Type == "pin") _pinned = reply is null ? null : request;
        return (reply, failure);
    }

    /// <summary>Ends the process, which may clear up before.</summary>
    public void Close()
    {
        _process?.Close(WorkerProcess.ExitPatience);
        Forget();
    }

    /// <summary>Ends the process at once.</summary>
    public void Drop()
    {
        _process?.Kill();
        Forget();
    }

    // What a client sent into a worker is gone with it, and a fault is injected once.
    private static bool CanRepeat(Frame request, Frame? loaded) => request.Type switch
    {
        "hello" or "probe" or "device" or "load" or "pin" => true,
        _ => NeedsModel(request) && loaded is not null,
    };

    private static bool NeedsModel(Frame request) => request.Type is "infer" or "measure" or "profile";

    // The minor version that a request is of.
    private static int MinorOf(Frame request) => request.Type switch
    {
        "device" or "put" or "chunk" => 1,
        "profile" => 2,
        "state" => 4,
        "pin" => 5,
        _ => 0,
    };

    private async Task<(Frame? Reply, WorkerFailure? Failure)> TryAsync(Frame request, TimeSpan deadline, CancellationToken cancellation)
    {
        if (await GreetAsync(cancellation).ConfigureAwait(false) is { } failure) return (null, failure);
        if (Greeting!.Minor < MinorOf(request))
        {
            return (null, new WorkerFailure(WorkerFailureKind.Refused,
                $"the worker speaks protocol {WorkerProtocol.Version}.{Greeting.Minor}, which "
                    + (request.Type == "pin" ? "cannot choose cores; leave out cpus, or use" : $"has no '{request.Type}'; use")
                    + " a newer one",
                null, []));
        }
        return await ExchangeAsync(request, deadline, Greeting!.Minor >= 1 ? options.Silence : null, cancellation).ConfigureAwait(false);
    }

    // Starts a process where there is none; null when it has greeted.
    private async Task<WorkerFailure?> GreetAsync(CancellationToken cancellation)
    {
        if (_process is not null) return null;
        try
        {
            _process = options.Connect is { } connect
                ? new StreamPeer(await connect(cancellation).ConfigureAwait(false))
                : WorkerProcess.Start(options);
        }
        catch (Exception e) when (e is EngineException or IOException)
        {
            return new WorkerFailure(WorkerFailureKind.Protocol, e.Message, null, []);
        }
        var (reply, failure) = await ExchangeAsync(Hello(probe: false), options.StartDeadline, null, cancellation).ConfigureAwait(false);
        if (reply is null)
        {
            Drop();
            return failure;
        }
        try
        {
            Greeting = WorkerGreeting.Read(reply);
            return null;
        }
        catch (InvalidDataException e)
        {
            Drop();
            return new WorkerFailure(WorkerFailureKind.Protocol, $"malformed greeting from the worker: {e.Message}", null, []);
        }
    }

    private async Task<(Frame? Reply, WorkerFailure? Failure)> ExchangeAsync(
        Frame request, TimeSpan deadline, TimeSpan? silence, CancellationToken cancellation)
    {
        var exchange = new WorkerExchange(_process!, options.MemoryLimitBytes, silence);
        var (reply, failure) = await exchange.RunAsync(request, ++_requests, deadline, cancellation).ConfigureAwait(false);
        // After a misunderstanding nobody knows what the next bytes mean.
        if (failure is { Kind: WorkerFailureKind.Protocol } || !exchange.IsAlive) Drop();
        cancellation.ThrowIfCancellationRequested();
        return (reply, failure);
    }

    private void Forget()
    {
        _process?.Dispose();
        (_process, Greeting, _loaded, _pinned) = (null, null, null, null);
    }
}
