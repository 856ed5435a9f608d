using Sartor.Workers.Protocol;

namespace Sartor.Workers.Client;

/// <summary>One request and its reply, guarded: by a deadline, by a limit of memory, and by looking at how the process ended.</summary>
internal sealed class WorkerExchange(WorkerProcess process, long? memoryLimitBytes)
{
    private static readonly TimeSpan MemoryInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>False after a failure that ended the process.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>The reply, or why there is none; after a cancellation both mean nothing.</summary>
    public async Task<(Frame? Reply, WorkerFailure? Failure)> RunAsync(Frame request, TimeSpan deadline, CancellationToken cancellation)
    {
        // On a thread of its own: a pipe that nobody reads would block the caller before the guard looks.
        var talk = Task.Run(() => TalkAsync(request), CancellationToken.None);
        var ending = await GuardAsync(talk, deadline, cancellation).ConfigureAwait(false);
        if (ending is not null)
        {
            IsAlive = false;
            process.Kill();
            await talk.ConfigureAwait(false);
            return (null, ending with { StandardErrorTail = (await process.TailAsync().ConfigureAwait(false)).ToEquatableArray() });
        }
        var (reply, problem) = await talk.ConfigureAwait(false);
        if (reply is not null) return reply.Type == WorkerProtocol.Ok ? (reply, null) : (null, await RefusalAsync(reply).ConfigureAwait(false));
        IsAlive = false;
        if (problem is not null) process.Kill();
        var code = await process.ExitCodeAsync().ConfigureAwait(false);
        var tail = await process.TailAsync().ConfigureAwait(false);
        return (null, problem is null ? WorkerExit.Explain(code, tail) : new WorkerFailure(WorkerFailureKind.Protocol, $"the worker's reply is no frame: {problem}", null, tail.ToEquatableArray()));
    }

    // Null reply and null problem: the process is gone.
    private async Task<(Frame? Reply, string? Problem)> TalkAsync(Frame request)
    {
        try
        {
            await process.Frames.WriteAsync(request).ConfigureAwait(false);
            return (await process.Frames.ReadAsync().ConfigureAwait(false), null);
        }
        catch (InvalidDataException e)
        {
            return (null, e.Message);
        }
        catch (ArgumentException e)
        {
            return (null, e.Message);
        }
        catch (IOException)
        {
            return (null, null);
        }
    }

    // Null when the talk is over; else why the worker has to be ended.
    private async Task<WorkerFailure?> GuardAsync(Task talk, TimeSpan deadline, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timeout = Task.Delay(deadline, over.Token);
        try
        {
            while (true)
            {
                var first = memoryLimitBytes is null
                    ? await Task.WhenAny(talk, timeout).ConfigureAwait(false)
                    : await Task.WhenAny(talk, timeout, Task.Delay(MemoryInterval, over.Token)).ConfigureAwait(false);
                if (talk.IsCompleted) return null;
                if (cancellation.IsCancellationRequested) return new WorkerFailure(WorkerFailureKind.Timeout, "the request was cancelled", null, []);
                if (first == timeout)
                    return new WorkerFailure(WorkerFailureKind.Timeout, $"the worker did not answer within {deadline.TotalSeconds:0.###} s and was ended; allow more time or use a smaller model", null, []);
                if (process.Rss() is { } rss && rss > memoryLimitBytes)
                    return new WorkerFailure(WorkerFailureKind.OutOfMemory, $"the worker used {rss >> 20} MiB, more than the limit of {memoryLimitBytes >> 20} MiB, and was ended; allow more memory or use a smaller model", null, []);
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task<WorkerFailure> RefusalAsync(Frame reply)
    {
        var kind = reply.Find("kind") switch
        {
            WorkerProtocol.Refused => WorkerFailureKind.Refused,
            WorkerProtocol.OutOfMemory => WorkerFailureKind.OutOfMemory,
            WorkerProtocol.Crash => WorkerFailureKind.Crash,
            _ => WorkerFailureKind.Protocol,
        };
        var tail = kind == WorkerFailureKind.Refused ? [] : await process.TailAsync().ConfigureAwait(false);
        // The worker knows a file in the making only by its hidden place.
        return new WorkerFailure(kind, StagedOutput.Shown(reply.Find("message") ?? "the worker gave no reason"), null, tail.ToEquatableArray());
    }
}
