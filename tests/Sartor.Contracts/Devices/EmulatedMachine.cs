namespace Sartor.Contracts.Devices;

/// <summary>
/// An ARM Cortex-A76 as qemu emulates it for single programs. It shows that a program works on arm64 and what it computes; its times
/// mean nothing.
/// </summary>
public sealed class EmulatedMachine : IDisposable
{
    private const string Qemu = "/usr/bin/qemu-aarch64-static";
    private const string Libraries = "/usr/aarch64-linux-gnu/lib";

    private readonly TemporaryFolder _folder = new();

    /// <param name="program">An arm64 program.</param>
    public EmulatedMachine(string program)
    {
        // What a program opens is looked for in the root first. ONNX Runtime asks /proc/cpuinfo and crashes on one of another processor.
        var root = Path.Combine(_folder.Path, "root");
        Directory.CreateDirectory(Path.Combine(root, "proc"));
        File.Copy(TestFiles.Data("arm64", "cpuinfo"), Path.Combine(root, "proc", "cpuinfo"));
        Directory.CreateSymbolicLink(Path.Combine(root, "lib"), Libraries);
        Program = Path.Combine(_folder.Path, "worker");
        File.WriteAllText(Program, $"#!/bin/sh\nexec {Qemu} -cpu cortex-a76 -L '{root}' '{program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    /// <summary>Why there is none on this machine; null where there is one.</summary>
    public static string? Problem =>
        !File.Exists(Qemu) ? $"{Qemu} is not there; install qemu-user-static"
        : !Directory.Exists(Libraries) ? $"{Libraries} is not there; install libc6-arm64-cross and libstdc++6-arm64-cross"
        : null;

    /// <summary>One with the worker that was compiled ahead of time for it; skips the test where there is none.</summary>
    public static EmulatedMachine WithWorker()
    {
        var (path, problem) = Problem is { } missing ? (null, missing) : RunnerPrograms.Arm64();
        Assert.SkipWhen(path is null, problem ?? "");
        return new EmulatedMachine(path);
    }

    /// <summary>A program of this machine that starts the arm64 one.</summary>
    public string Program { get; }

    public void Dispose() => _folder.Dispose();
}
