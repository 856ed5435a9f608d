namespace Sartor.Workers.Client;

/// <summary>Why a request to a worker has no result. The next request starts a new worker where the old one is gone.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Message">One sentence, without the tail of standard error.</param>
/// <param name="Signal">The signal that ended the worker, e.g. <c>SIGSEGV</c>; null where there was none.</param>
/// <param name="StandardErrorTail">The last lines that the worker printed, oldest first.</param>
public sealed record WorkerFailure(WorkerFailureKind Kind, string Message, string? Signal, EquatableArray<string> StandardErrorTail);
