using System.Diagnostics;

namespace Sartor.Contracts;

/// <summary>A named pipe (FIFO), which nobody writes to: opening it for reading would block for ever.</summary>
public static class NamedPipe
{
    /// <summary>Makes one and gives its path.</summary>
    public static string Make(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "named pipes in folders are a thing of POSIX");
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        return path;
    }
}
