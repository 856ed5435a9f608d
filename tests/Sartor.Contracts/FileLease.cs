using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sartor.Contracts;

/// <summary>
/// A write lease of Linux on a file (fcntl(2), F_SETLEASE): whoever opens the file waits in the kernel, where no cancellation reaches it,
/// until the lease ends or 45 s are over.
/// </summary>
public sealed class FileLease : IDisposable
{
    private const int SetSignal = 10, SetLease = 1024, GetLease = 1025, WriteLease = 1;

    // How the system says that somebody waits; processes ignore it unless they ask for it.
    private const int UrgentSignal = 23;

    private readonly SafeFileHandle _handle;

    public FileLease(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "leases are a thing of Linux");
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var descriptor = (int)_handle.DangerousGetHandle();
        Assert.SkipWhen(
            Control(descriptor, SetSignal, UrgentSignal) != 0 || Control(descriptor, SetLease, WriteLease) != 0,
            "the file system of temporary files has no leases");
    }

    /// <summary>Whether somebody waits for its end: the system asks for less than what is held.</summary>
    public bool IsWaitedFor => Control((int)_handle.DangerousGetHandle(), GetLease, 0) != WriteLease;

    public void Dispose() => _handle.Dispose();

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command, int argument);
}
