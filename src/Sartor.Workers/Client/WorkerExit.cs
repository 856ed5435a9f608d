using System.Globalization;

namespace Sartor.Workers.Client;

/// <summary>Says what the end of a worker process means that nobody asked to end.</summary>
internal static class WorkerExit
{
    public static WorkerFailure Explain(int code, string[] tail)
    {
        var signal = OperatingSystem.IsWindows() ? WindowsStatus(code) : code > 128 ? SignalName(code - 128) : null;
        var lines = tail.ToEquatableArray();
        if (signal == "SIGKILL")
            return new WorkerFailure(WorkerFailureKind.OutOfMemory, "the worker was ended by SIGKILL, which the system sends when memory runs out; use a smaller model or a machine with more memory", signal, lines);
        // A .NET process, or a C++ library in it, that finds no memory says so and aborts.
        if (tail.Any(line => line.Contains("Out of memory", StringComparison.OrdinalIgnoreCase) || line.Contains("std::bad_alloc", StringComparison.Ordinal)))
            return new WorkerFailure(WorkerFailureKind.OutOfMemory, "the worker ran out of memory and ended; use a smaller model or a machine with more memory", signal, lines);
        var how = signal is null ? $"ended with exit code {code.ToString(CultureInfo.InvariantCulture)}" : $"was ended by {signal}";
        return new WorkerFailure(WorkerFailureKind.Crash, $"the worker {how} in the middle of a request; the model or the engine's native code is at fault", signal, lines);
    }

    private static string SignalName(int number) => number switch
    {
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
