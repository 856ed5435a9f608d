using System.Diagnostics;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Client;

/// <summary>
/// One request and its reply, guarded: by a deadline, by a limit of silence, by a limit of memory, and by looking at how the process
/// ended.
/// </summary>
/// <param name="process">The worker.</param>
/// <param name="memoryLimitBytes">Of its resident memory; null for none.</param>
/// <param name="silence">How long it may say nothing; null where it does not say that it is alive.</param>
internal sealed class WorkerExchange(IWorkerPeer process, long? memoryLimitBytes, TimeSpan? silence)
{
    private static readonly TimeSpan MemoryInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MeasuringInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan CancelPatience = TimeSpan.FromSeconds(1);

    /// <summary>False after a failure that ended the process.</summary>
    public bool IsAlive { get; private set; } = true;

    /// <summary>The reply, or why there is none; after a cancellation both mean nothing.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="id">Number of the request, which the reply repeats.</param>
    /// <param name="deadline">For all of it.</param>
    /// <param name="cancellation">Ends the worker.</param>
    public async Task<(Frame? Reply, WorkerFailure? Failure)> RunAsync(
        Frame request, long id, TimeSpan deadline, CancellationToken cancellation)
    {
        var kills = OomKills.Count();
        process.BeginSilence();
        // On a thread of its own: a pipe that nobody reads would block the caller before the guard looks.
        var talk = Task.Run(() => TalkAsync(request.CopyWith("id", id), id), CancellationToken.None);
        var interval = request.Type is "measure" or "profile" ? MeasuringInterval : MemoryInterval;
        var ending = await GuardAsync(talk, deadline, interval, cancellation).ConfigureAwait(false);
        if (ending is not null)
        {
            IsAlive = false;
            // A worker that is well clears up; one that hangs does not.
            if (cancellation.IsCancellationRequested) process.Close(CancelPatience);
            else process.Kill();
            await talk.ConfigureAwait(false);
            return (null, ending with { StandardErrorTail = (await process.TailAsync().ConfigureAwait(false)).ToEquatableArray() });
        }
        var (reply, problem) = await talk.ConfigureAwait(false);
        if (reply is not null)
            return reply.Type == WorkerProtocol.Ok ? (reply, null) : (null, await RefusalAsync(reply).ConfigureAwait(false));
        IsAlive = false;
        if (problem is not null) process.Kill();
        var end = await process.EndingAsync(() => OomKills.Count() > kills).ConfigureAwait(false);
        return (null, problem is null
            ? end
            : end with { Kind = WorkerFailureKind.Protocol, Message = $"malformed reply from the worker: {problem}", Signal = null });
    }

    // Null reply and null problem: the process is gone.
    private async Task<(Frame? Reply, string? Problem)> TalkAsync(Frame request, long id)
    {
        try
        {
            await SendAsync(request).ConfigureAwait(false);
            Frame? reply;
            do
            {
                reply = await process.Frames.ReadAsync().ConfigureAwait(false);
            }
            while (reply is { Type: WorkerProtocol.Alive });
            // A worker of protocol 1.0 does not repeat it.
            return reply is not null && (reply.FindNumber("id", 0, long.MaxValue) ?? id) != id
                ? (null, "it answers a different request than the one that was sent")
                : (reply, null);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            return (null, e.Message);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return (null, null);
        }
    }

    private async Task SendAsync(Frame request)
    {
        try
        {
            await process.Frames.WriteAsync(request).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has ended; what it wrote before that may tell why.
        }
    }

    // Null when the talk is over; else why the worker has to be ended.
    private async Task<WorkerFailure?> GuardAsync(Task talk, TimeSpan deadline, TimeSpan interval, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var start = Stopwatch.GetTimestamp();
        try
        {
            while (true)
            {
                var wait = deadline - Stopwatch.GetElapsedTime(start);
                var quiet = silence - process.Silence;
                if (quiet < wait) wait = quiet.Value;
                if (memoryLimitBytes is not null && interval < wait) wait = interval;
                if (wait > TimeSpan.Zero) await Task.WhenAny(talk, Task.Delay(wait, over.Token)).ConfigureAwait(false);
                if (talk.IsCompleted) return null;
                if (cancellation.IsCancellationRequested) return Failure(WorkerFailureKind.Timeout, "the request was cancelled");
                if (Excess(deadline, Stopwatch.GetElapsedTime(start)) is { } failure) return failure;
            }
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
        }
    }

    private WorkerFailure? Excess(TimeSpan deadline, TimeSpan elapsed)
    {
        if (elapsed >= deadline)
        {
            return Failure(WorkerFailureKind.Timeout,
                $"the worker did not answer within {deadline.TotalSeconds:0.###} s and was ended; allow more time or use a smaller model");
        }
        if (process.Silence >= silence)
        {
            return Failure(WorkerFailureKind.Timeout,
                $"the worker said nothing for {silence.Value.TotalSeconds:0.###} s and was ended; it hangs, or its machine is overloaded");
        }
        return process.Rss() is { } rss && rss > memoryLimitBytes
            ? Failure(WorkerFailureKind.OutOfMemory,
                $"the worker used {rss >> 20} MiB, more than the limit of {memoryLimitBytes >> 20} MiB, and was ended; "
                + "allow more memory or use a smaller model")
            : null;
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
        return new WorkerFailure(
            kind, StagedOutput.Shown(reply.Find("message") ?? "the worker gave no reason"), null, tail.ToEquatableArray());
    }

    private static WorkerFailure Failure(WorkerFailureKind kind, string message) => new(kind, message, null, []);
}
