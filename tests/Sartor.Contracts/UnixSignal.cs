using System.Runtime.InteropServices;

namespace Sartor.Contracts;

/// <summary>
/// Signals by kill(2). The program kill of procps 4.0.2 takes the number of a group for options: <c>kill -INT -1234</c> signals −1,
/// which is every process of the machine.
/// </summary>
public static class UnixSignal
{
    public const int HangUp = 1, Interrupt = 2, Quit = 3, Kill = 9, Terminate = 15, Continue = 18, Stop = 19;

    public static void Send(int process, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(process, 2);
        Send(process, signal, nameof(process));
    }

    /// <summary>To each process of a group, that of its leader.</summary>
    public static void SendToGroup(int leader, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(leader, 2);
        Send(-leader, signal, nameof(leader));
    }

    private static void Send(int target, int signal, string name)
    {
        if (Call(target, signal) != 0)
            throw new ArgumentException($"signal {signal} to {target}: {Marshal.GetLastPInvokeErrorMessage()}", name);
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Call(int target, int signal);
}
