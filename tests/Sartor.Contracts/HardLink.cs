using System.Diagnostics;

namespace Sartor.Contracts;

/// <summary>A second name of a file.</summary>
public static class HardLink
{
    /// <summary>Makes <paramref name="path"/> a name of an existing file.</summary>
    public static void Make(string existing, string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "how many names a file has is asked of Linux");
        using var process = Process.Start("ln", [existing, path]);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
    }
}
