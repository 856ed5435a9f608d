using System.Globalization;

namespace Sartor.Workers.Client;

/// <summary>Says what the end of a worker process means that nobody asked to end.</summary>
internal static class WorkerExit
{
    /// <param name="code">The exit code; on Unix 128 + n after signal n.</param>
    /// <param name="tail">The last lines of standard error.</param>
    /// <param name="memoryRanOut">True where the system says that it ended a process for lack of memory meanwhile.</param>
    public static WorkerFailure Explain(int code, string[] tail, bool memoryRanOut)
    {
        var signal = OperatingSystem.IsWindows() ? WindowsStatus(code) : code > 128 ? SignalName(code - 128) : null;
        WorkerFailure Failure(WorkerFailureKind kind, string message) => new(kind, message, signal, tail.ToEquatableArray());
        if (signal == "SIGKILL" && memoryRanOut)
        {
            return Failure(WorkerFailureKind.OutOfMemory,
                "the system ended the worker because memory ran out; use a smaller model or a machine with more memory");
        }
        if (signal == "SIGKILL")
        {
            return Failure(WorkerFailureKind.Killed,
                "the worker was ended by SIGKILL from outside; find out what ends processes on its machine, and run it again");
        }
        // What a terminal, a container or a CI job sends to all processes of a job that it ends.
        if (signal is "SIGTERM" or "SIGINT" or "SIGHUP" or "SIGQUIT")
        {
            return Failure(WorkerFailureKind.Killed,
                $"the worker was asked to end by {signal} from outside, as a stopped container or a cancelled job does; run it again");
        }
        // A .NET process, or a C++ library in it, that finds no memory says so and aborts.
        if (tail.Any(line => line.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
            || line.Contains("std::bad_alloc", StringComparison.Ordinal)))
        {
            return Failure(WorkerFailureKind.OutOfMemory,
                "the worker ran out of memory and ended; use a smaller model or a machine with more memory");
        }
        var how = signal is null ? $"ended with exit code {code.ToString(CultureInfo.InvariantCulture)}" : $"was ended by {signal}";
        return Failure(WorkerFailureKind.Crash,
            $"the worker {how} during a request; the model or the engine's native code is at fault");
    }

    private static string SignalName(int number) => number switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 when OperatingSystem.IsLinux() => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        10 when OperatingSystem.IsMacOS() => "SIGBUS",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        31 when OperatingSystem.IsLinux() => "SIGSYS",
        _ => $"signal {number}",
    };

    // NTSTATUS codes.
    private static string? WindowsStatus(int code) => unchecked((uint)code) switch
    {
        0xC0000005 => "an access violation",
        0xC000001D => "an illegal instruction",
        0xC00000FD => "a stack overflow",
        0xC0000374 => "heap corruption",
        0xC0000409 => "a fast failure",
        _ => null,
    };
}
