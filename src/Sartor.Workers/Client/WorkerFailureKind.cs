namespace Sartor.Workers.Client;

/// <summary>Why a request to a worker has no result.</summary>
public enum WorkerFailureKind
{
    /// <summary>The engine, or the worker before it, said no; the worker lives and its message has the reason.</summary>
    Refused,
    /// <summary>The worker's process ended in the middle of the request.</summary>
    Crash,
    /// <summary>Memory ran out: the limit, the system's, or what the engine could get.</summary>
    OutOfMemory,
    /// <summary>The worker fell silent, or a deadline passed; the worker was ended.</summary>
    Timeout,
    /// <summary>The worker could not be started, or did not keep to the protocol.</summary>
    Protocol,
    /// <summary>Somebody ended the worker by SIGKILL, and again the one that took its place; nothing says that memory ran out.</summary>
    Killed,
    /// <summary>The object that stands for the worker was disposed of during the request.</summary>
    Closed,
}
