using System.Diagnostics;

namespace Sartor.Workers.Client;

/// <summary>Finds the worker program and how to start it.</summary>
internal static class WorkerLocator
{
    private const string Name = "sartor-worker";

    /// <exception cref="EngineException">There is no worker program.</exception>
    public static ProcessStartInfo Find(EngineWorkerOptions options) =>
        options.Command is { } command ? new ProcessStartInfo(command.Program, command.Arguments) : Find(options.WorkerPath);

    private static ProcessStartInfo Find(string? path)
    {
        var program = path ?? Beside(OperatingSystem.IsWindows() ? $"{Name}.exe" : Name) ?? Beside($"{Name}.dll");
        if (program is null || !File.Exists(program))
        {
            throw new EngineException("worker",
                $"{path ?? Name} is not in {AppContext.BaseDirectory}; "
                + "build Sartor.Worker, or refer to it from the project that starts workers");
        }
        if (!program.EndsWith(".dll", StringComparison.Ordinal)) return new ProcessStartInfo(program);
        var start = new ProcessStartInfo(DotNet());
        start.ArgumentList.Add(program);
        return start;
    }

    /// <summary>The folder of the running .NET, for a program that has to find it too.</summary>
    public static string? DotNetRoot() =>
        // …/shared/Microsoft.NETCore.App/VERSION/System.Private.CoreLib.dll
        Directory.GetParent(typeof(object).Assembly.Location)?.Parent?.Parent?.Parent?.FullName;

    private static string? Beside(string file) =>
        Path.Combine(AppContext.BaseDirectory, file) is var path && File.Exists(path) ? path : null;

    private static string DotNet()
    {
        var file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var path = DotNetRoot() is { } root ? Path.Combine(root, file) : file;
        return File.Exists(path) ? path : file;
    }
}
