using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>
/// A folder of one measurement on an Android device, which goes with it. What others left there a day ago and longer, whose program was
/// ended, goes too.
/// </summary>
/// <param name="shell">The device.</param>
/// <param name="parent">The folder that it is made in, for nothing else.</param>
/// <param name="umask">Who may read it: <c>077</c> for the shell alone, <c>022</c> for apps, too.</param>
internal sealed class ToolFolder(IRemoteShell shell, string parent, string umask) : IAsyncDisposable
{
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_transfer = TimeSpan.FromMinutes(10);

    private readonly HashSet<string> _there = [];

    /// <summary>Where it is on the device; its name has no character that is special in a shell.</summary>
    public string Path { get; } = $"{parent}/{Guid.NewGuid():N}";

    /// <summary>Puts a file there, unless it is there already.</summary>
    /// <param name="source">On this machine.</param>
    /// <param name="name">Its name in the folder.</param>
    /// <param name="sha256">Its hash, which the device has to find, too.</param>
    /// <param name="mode">Its mode.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DeviceException">The device is away, or has no room.</exception>
    public async Task PutAsync(string source, string name, string sha256, string mode, CancellationToken cancellation)
    {
        if (_there.Contains(name)) return;
        using var content = File.OpenRead(source);
        var hash = await shell.RunAsync(
            $"set -e; umask {umask}; mkdir -p {ShellQuote.Of(Path)}; cd {ShellQuote.Of(parent)}; "
            + "find . -mindepth 1 -maxdepth 1 -mtime +1 -exec rm -rf {} + 2>/dev/null || true; "
            + $"cd {ShellQuote.Of(Path)}; f={ShellQuote.Of(name)}; cat > \"$f\"; chmod {mode} \"$f\"; sha256sum < \"$f\"",
            content, s_transfer, cancellation).ConfigureAwait(false);
        if (hash.Split(' ')[0] != sha256)
            throw new DeviceException(shell.Address, $"{name} did not arrive as it was sent; is its disk full?");
        _there.Add(name);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await shell.RunAsync(
                $"rm -rf {ShellQuote.Of(Path)}; rmdir {ShellQuote.Of(parent)} 2>/dev/null || true", null, s_answer, CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (DeviceException)
        {
            // It is gone; its folder is deleted the next time.
        }
    }
}
