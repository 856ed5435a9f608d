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

    [Theory]
    [InlineData("convert", "--out", "made.tflite")]
    [InlineData("verify", "--source")]
    [InlineData("bench", "--quick")]
    [InlineData("fit", "--quick", "--out", "result")]
    public async Task Program_WithoutAFolderForTemporaryFiles_SaysSo(string verb, params string[] options)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sets TMPDIR");
        using var folder = new TemporaryFolder();
        string[] rest = [.. options.Select(option => option is "made.tflite" or "result" ? Path.Combine(folder.Path, option) : option)];
        string[] source = verb == "verify" ? [Fashion.Model] : [];
        using var process = Start(["env", "TMPDIR=/nosuch"], [verb, Fashion.Model, .. rest, .. source]);
        using var deadline = new CancellationTokenSource(s_patience);
        var error = await process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);

        process.ExitCode.ShouldBe(2, error);
        error.ShouldContain("/nosuch: the folder for temporary files is not there; let TMPDIR name a folder that can be written.");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    /// <summary>ONNX Runtime's queue of events would lie in the home folder, its session beside the temporary files.</summary>
    [Fact]
    public async Task Program_LeavesNothingOfTheEnginesInHomeOrTemporaryFolder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sets HOME and TMPDIR");
        using var folder = new TemporaryFolder();
        var (home, temporary) = (Path.Combine(folder.Path, "home"), Path.Combine(folder.Path, "tmp"));
        Directory.CreateDirectory(home);
        Directory.CreateDirectory(temporary);
        string[] own = ["env", $"HOME={home}", $"TMPDIR={temporary}", "SARTOR_STORE=none", "DOTNET_EnableDiagnostics=0"];
        using var process = Start(own, ["bench", Fashion.Model, "--quick", "--engine", "onnxruntime"]);
        using var deadline = new CancellationTokenSource(s_patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = await process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);

        process.ExitCode.ShouldBe(0, error);
        (await output).ShouldContain("onnxruntime");
        Directory.EnumerateFiles(home, "*", SearchOption.AllDirectories).ShouldBeEmpty();
        Directory.EnumerateFiles(temporary, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(UnixSignal.Interrupt)]
    [InlineData(UnixSignal.Terminate)]
    [InlineData(UnixSignal.HangUp)]
    [InlineData(UnixSignal.Quit)]
    public async Task Program_ThatIsInterrupted_EndsWithCode130AndLeavesNothing(int signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals of POSIX");
        using var folder = new TemporaryFolder();
        using var process = Start("demo", "--out", folder.Result);
        using var deadline = new CancellationTokenSource(s_patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);

        // The first line of progress says that the fit is under way.
        (await process.StandardError.ReadLineAsync(deadline.Token)).ShouldNotBeNull();
        UnixSignal.Send(process.Id, signal);
        var rest = await process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);

        process.ExitCode.ShouldBe(130, rest);
        (await output).ShouldBeEmpty();
        rest.ShouldEndWith("Stopped.\n");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    /// <summary>Work that no cancellation reaches: the program waits in the kernel for a file that somebody else has leased.</summary>
    [Fact]
    public async Task Program_WhoseWorkDoesNotStop_EndsWithCode130AndLeavesNothing()
    {
        using TemporaryFolder folder = new(), models = new();
        var model = Path.Combine(models.Path, "dense.onnx");
        File.Copy(TestFiles.Data("tiny", "dense.onnx"), model);
        using var lease = new FileLease(model);
        using var process = Start("fit", model, "--data", Fashion.Data, "--out", folder.Result);
        using var deadline = new CancellationTokenSource(s_patience);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var error = process.StandardError.ReadToEndAsync(deadline.Token);
        while (!lease.IsWaitedFor) await Task.Delay(20, deadline.Token);

        UnixSignal.Send(process.Id, UnixSignal.Terminate);
        // Before the lease has to be given up, with which the work would go on.
        await process.WaitForExitAsync(deadline.Token).WaitAsync(TimeSpan.FromSeconds(30), deadline.Token);

        process.ExitCode.ShouldBe(130, await error);
        (await output).ShouldBeEmpty();
        (await error).ShouldEndWith("Stopped.\n");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task Program_ThatIsKilled_LeavesWhatTheNextOneClears()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals of POSIX");
        using var folder = new TemporaryFolder();
        using var deadline = new CancellationTokenSource(s_patience);
        using (var killed = Start("demo", "--out", folder.Result))
        {
            (await killed.StandardError.ReadLineAsync(deadline.Token)).ShouldNotBeNull();
            killed.Kill();
            await killed.WaitForExitAsync(deadline.Token);
        }
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldNotBeEmpty();
        var made = Path.Combine(folder.Path, "dense.tflite");
        using var next = Start("convert", TestFiles.Data("tiny", "dense.onnx"), "--out", made);
        var error = next.StandardError.ReadToEndAsync(deadline.Token);
        await next.StandardOutput.ReadToEndAsync(deadline.Token);
        await next.WaitForExitAsync(deadline.Token);

        next.ExitCode.ShouldBe(0, await error);
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBe([made]);
    }

    [Fact]
    public async Task Fit_ThatIsKilled_LeavesItsFinishedStepsToTheNextOne()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals of POSIX");
        using var folder = new TemporaryFolder();
        using var deadline = new CancellationTokenSource(s_patience);
        string[] fit =
        [
            "demo", "--quick", "--precisions", "float32", "--engines", "tflite/xnnpack",
            "--out", folder.Result, "--store", Path.Combine(folder.Path, "store"),
        ];
        using (var killed = Start(fit))
        {
            // The line of a variant's verdict: conversion and source are done, and the measurement is to begin.
            string? line;
            do line = await killed.StandardError.ReadLineAsync(deadline.Token);
            while (line?.Contains("passed", StringComparison.Ordinal) == false);
            line.ShouldNotBeNull();
            killed.Kill();
            await killed.WaitForExitAsync(deadline.Token);
        }
        using var next = Start([.. fit, "--reuse-measurements"]);
        var error = next.StandardError.ReadToEndAsync(deadline.Token);
        var output = await next.StandardOutput.ReadToEndAsync(deadline.Token);
        await next.WaitForExitAsync(deadline.Token);

        next.ExitCode.ShouldBe(0, await error);
        output.ShouldContain("Reused: 1 conversion, the source's answers, 1 verdict of 20");
        Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order().ShouldBe(["result", "store"]);
    }

    [Fact]
    public async Task Programs_InTwoContainersWithOneProcessNumber_BothSucceed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && await CanIsolate(), "this machine allows no PID namespaces");
        using var folder = new TemporaryFolder();
        using var deadline = new CancellationTokenSource(s_patience);
        var made = Path.Combine(folder.Path, "dense.tflite");
        string[] convert = ["convert", TestFiles.Data("tiny", "dense.onnx"), "--out", made];
        using var first = Start(["unshare", "-pf", "--mount-proc"], convert);
        using var second = Start(["unshare", "-pf", "--mount-proc"], convert);
        foreach (var process in (Process[])[first, second])
        {
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            process.ExitCode.ShouldBe(0, await error);
        }

        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBe([made]);
    }

    private static async Task<bool> CanIsolate()
    {
        try
        {
            using var trial = Start("unshare", "-pf", "--mount-proc", "true");
            await trial.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(s_patience);
            return trial.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }

        static Process Start(string program, params string[] args) =>
            Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
    }

    private static Process Start(params string[] args) => Start([], args);

    // A test run in the background of a shell ignores signals, and its children inherit that; coreutils' env takes it back.
    private static Process Start(string[] around, string[] args)
    {
        string[] command = [.. around, "dotnet", Path.Combine(AppContext.BaseDirectory, "sartor.dll"), .. args];
        if (OperatingSystem.IsLinux()) command = ["env", "--default-signal=INT,QUIT,HUP", .. command];
        return Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
