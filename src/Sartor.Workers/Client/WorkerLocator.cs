using System.Diagnostics;
using System.Runtime.InteropServices;
using Sartor.Workers.Protocol;

namespace Sartor.Workers.Client;

/// <summary>
/// Finds the worker program and how to start it. A worker that was compiled ahead of time, <c>runners/RID/sartor-worker</c> beside
/// the running program, is preferred where it is of the same sources as this client: it starts faster and has next to no memory of
/// its own.
/// </summary>
public static class WorkerLocator
{
    private const string Name = "sartor-worker";

    private static string ProgramName => OperatingSystem.IsWindows() ? $"{Name}.exe" : Name;

    /// <exception cref="EngineException">There is no worker program.</exception>
    internal static ProcessStartInfo Find(EngineWorkerOptions options) =>
        options.Command is { } command ? new ProcessStartInfo(command.Program, command.Arguments) : Find(options.WorkerPath);

    private static ProcessStartInfo Find(string? path)
    {
        var program = path ?? FindRunner(RuntimeInformation.RuntimeIdentifier) ?? Beside(ProgramName) ?? Beside($"{Name}.dll");
        if (program is null || !File.Exists(program))
        {
            throw new EngineException("worker",
                $"{path ?? Name} is not in {AppContext.BaseDirectory}; "
                + "build Sartor.Worker, or reference it from the project that starts workers");
        }
        if (!program.EndsWith(".dll", StringComparison.Ordinal)) return new ProcessStartInfo(program);
        var start = new ProcessStartInfo(DotNet());
        start.ArgumentList.Add(program);
        return start;
    }

    /// <summary>
    /// The worker of this client's sources that was compiled ahead of time for a kind of machine; null where there is none.
    /// </summary>
    /// <param name="rid">A kind of machine as .NET names it: <c>linux-arm64</c>.</param>
    /// <param name="folder">The folder that has <c>runners/</c>; null is that of the running program.</param>
    public static string? FindRunner(string rid, string? folder = null)
    {
        var runner = Path.Combine(folder ?? AppContext.BaseDirectory, "runners", rid);
        var (program, build) = (Path.Combine(runner, ProgramName), Path.Combine(runner, WorkerBuild.FileName));
        return File.Exists(program) && File.Exists(build) && File.ReadAllText(build).Trim() == WorkerBuild.Id ? program : null;
    }

    /// <summary>The folder of the running .NET, for a program that has to find it too.</summary>
    public static string? DotNetRoot() =>
        // …/shared/Microsoft.NETCore.App/VERSION/
        Directory.GetParent(RuntimeEnvironment.GetRuntimeDirectory().TrimEnd(Path.DirectorySeparatorChar))?.Parent?.Parent?.FullName;

    private static string? Beside(string file) =>
        Path.Combine(AppContext.BaseDirectory, file) is var path && File.Exists(path) ? path : null;

    private static string DotNet()
    {
        var file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var path = DotNetRoot() is { } root ? Path.Combine(root, file) : file;
        return File.Exists(path) ? path : file;
    }
}
