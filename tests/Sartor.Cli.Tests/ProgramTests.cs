using System.Diagnostics;
using Sartor.Contracts;

namespace Sartor.Cli.Tests;

/// <summary>The real process: what a shell sees.</summary>
public sealed class ProgramTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task Program_WithABadFile_EndsWithCode2AndOneLine()
    {
        using var process = Start("inspect", "/nowhere/model.onnx");
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience, TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(2);
        error.Trim().Split('\n').Length.ShouldBe(1);
    }

    [Fact]
    public async Task Program_ThatIsInterrupted_EndsWithCode130AndLeavesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals of POSIX");
        using var folder = new TemporaryFolder();
        using var process = Start("demo", "--out", folder.Result);
        using var deadline = new CancellationTokenSource(s_patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);

        // The first line of progress says that the fit is under way.
        (await process.StandardError.ReadLineAsync(deadline.Token)).ShouldNotBeNull();
        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        var rest = await process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);

        process.ExitCode.ShouldBe(130, rest);
        (await output).ShouldBeEmpty();
        rest.ShouldEndWith("Stopped.\n");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    // A test run in the background of a shell ignores SIGINT, and its children inherit that; coreutils' env takes it back.
    private static Process Start(params string[] args)
    {
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "sartor.dll"), .. args];
        if (OperatingSystem.IsLinux()) command = ["env", "--default-signal=INT", .. command];
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
