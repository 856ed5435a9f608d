using System.Runtime.InteropServices;
using Sartor.Workers.Client;

namespace Sartor.Contracts.Devices;

/// <summary>The programs that the worker is compiled to, or why one cannot run here.</summary>
public static class RunnerPrograms
{
    /// <summary>Compiled while it runs, by the runtime of this machine.</summary>
    public static (string? Path, string? Problem) JustInTime() => (Path.Combine(AppContext.BaseDirectory, "sartor-worker.dll"), null);

    /// <summary>Compiled ahead of time for this machine.</summary>
    public static (string? Path, string? Problem) Native() => Find(RuntimeInformation.RuntimeIdentifier);

    /// <summary>Compiled ahead of time for linux-arm64, to be started by an <see cref="EmulatedMachine"/>.</summary>
    public static (string? Path, string? Problem) Arm64() => Find("linux-arm64");

    private static (string? Path, string? Problem) Find(string rid) => WorkerLocator.FindRunner(rid) is { } path
        ? (path, null)
        : (null, $"there is no worker of these sources for {rid} beside the tests; run eng/build-worker.sh {rid} and build again");
}
