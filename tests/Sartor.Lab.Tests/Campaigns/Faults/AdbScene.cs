using System.Diagnostics;
using Sartor.Contracts.Devices;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>An Android device of its own, behind a link.</summary>
internal sealed class AdbScene : FaultScene
{
    public AdbScene() => Relay = new TcpRelay(Daemon.Port);

    public AdbDaemon Daemon { get; } = new(bytes: 150_000_000);

    public TcpRelay Relay { get; }

    /// <summary>Reaches it through the link.</summary>
    public bool IsBehindRelay { get; init; }

    public string Serial => IsBehindRelay ? $"127.0.0.1:{Relay.Port}" : Daemon.Serial;

    public override string Address => $"adb:{Serial}";

    public string Home => $"{Daemon.Files}/data/local/tmp/sartor";

    /// <summary>Folder of the worker's files.</summary>
    public string Runner => Directory.GetDirectories($"{Home}/runners").Single(folder => !Path.GetFileName(folder).Contains('.'));

    public string Library => Directory.EnumerateFiles(Runner, "*tensorflow*.so*", SearchOption.AllDirectories)
        .MaxBy(path => new FileInfo(path).Length)!;

    public override IReadOnlyList<int> Workers() => Daemon.Workers();

    /// <summary>All processes end; what lies on its flash stays.</summary>
    public async Task RebootAsync(TimeSpan away)
    {
        var kept = Path.Combine(Folder, "flash");
        Copy($"{Daemon.Files}/data/local/tmp/.", kept);
        Daemon.Stop();
        await Task.Delay(away);
        Daemon.Restart();
        Copy($"{kept}/.", $"{Daemon.Files}/data/local/tmp");
    }

    /// <summary>Another content at the place of a file; who has it open keeps the old one.</summary>
    public static void Replace(string path, byte[] content)
    {
        Run("cp", "-p", path, $"{path}.new");
        File.WriteAllBytes($"{path}.new", content);
        File.Move($"{path}.new", path, overwrite: true);
    }

    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, program);
    }

    public override void Dispose()
    {
        Relay.Dispose();
        Daemon.Dispose();
        base.Dispose();
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        Run("cp", "-a", from, to);
    }
}
