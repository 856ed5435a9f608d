using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sartor.Worker;

/// <summary>
/// The pair of streams that the protocol has for itself: what native code prints to standard output goes to standard error from
/// now on and cannot get between two frames.
/// </summary>
internal sealed partial class ProtocolStreams : IDisposable
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;
    private const int WindowsOutput = -11;
    private const int WindowsError = -12;

    private ProtocolStreams(Stream input, Stream output) => (Input, Output) = (input, output);

    public Stream Input { get; }

    public Stream Output { get; }

    /// <exception cref="IOException">The descriptors cannot be duplicated.</exception>
    public static ProtocolStreams Claim() =>
        new(Console.OpenStandardInput(), OperatingSystem.IsWindows() ? ClaimOnWindows() : ClaimOnUnix());

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }

    private static FileStream ClaimOnUnix()
    {
        var copy = Duplicate(StandardOutput);
        if (copy < 0 || Duplicate(StandardError, StandardOutput) < 0) throw new IOException("standard output cannot be duplicated");
        return new FileStream(new SafeFileHandle(copy, ownsHandle: true), FileAccess.Write, 0);
    }

    // The C runtime has a table of descriptors of its own over the system's handles.
    private static FileStream ClaimOnWindows()
    {
        var process = GetCurrentProcess();
        if (!DuplicateHandle(process, GetStdHandle(WindowsOutput), process, out var copy, 0, false, 2))
            throw new IOException("standard output cannot be duplicated");
        SetStdHandle(WindowsOutput, GetStdHandle(WindowsError));
        if (DuplicateInCrt(StandardError, StandardOutput) < 0) throw new IOException("standard output cannot be redirected");
        return new FileStream(new SafeFileHandle(copy, ownsHandle: true), FileAccess.Write, 0);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("ucrtbase", EntryPoint = "_dup2")]
    private static partial int DuplicateInCrt(int from, int to);

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int which);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetStdHandle(int which, nint handle);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DuplicateHandle(
        nint fromProcess, nint handle, nint toProcess, out nint copy, uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit,
        uint options);
}
