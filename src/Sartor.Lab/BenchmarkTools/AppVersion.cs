using System.Text.RegularExpressions;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>An app that a user has installed for measurements.</summary>
internal static partial class AppVersion
{
    /// <summary>Models lie below it: apps may read there what is for all to read, and cannot look into the shell's own folder.</summary>
    public const string ModelFolder = "/data/local/tmp/sartor-apps";

    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);

    /// <summary>Which one is there: its number, and the hash of its file where the shell may read that.</summary>
    /// <param name="shell">The device.</param>
    /// <param name="package">The app.</param>
    /// <param name="remedy">How it is installed, for the message where it is not.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DeviceException">It is not installed, or the device does not answer.</exception>
    public static async Task<string> OfAsync(IRemoteShell shell, string package, string remedy, CancellationToken cancellation)
    {
        var told = await shell.RunAsync(
            $"p=$(pm path {package} 2>/dev/null | sed -n 's/^package://p' | head -n 1); [ -n \"$p\" ] || exit 0; echo \"$p\"; "
            + $"dumpsys package {package} | grep versionCode= | head -n 1; sha256sum \"$p\" 2>/dev/null || true",
            null, s_answer, cancellation).ConfigureAwait(false);
        if (told.Length == 0) throw new DeviceException(shell.Address, $"the app {package} is not installed there; {remedy}");
        // The number of a version that somebody builds is always the same; the file tells builds apart.
        return Code().Match(told) is { Success: true } code
            ? $"versionCode {code.Groups[1].Value}{(Hash().Match(told) is { Success: true } hash ? $" sha256:{hash.Value}" : "")}"
            : throw new DeviceException(shell.Address, $"dumpsys does not say which version of {package} it has");
    }

    /// <summary>Stops this app and no other.</summary>
    public static async Task StopAsync(IRemoteShell shell, string package)
    {
        try
        {
            await shell.RunAsync($"am force-stop {package}", null, s_answer, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DeviceException)
        {
            // The device is away, which the launch says.
        }
    }

    [GeneratedRegex(@"versionCode=(\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"(?m)^[0-9a-f]{64}(?=\s)", RegexOptions.CultureInvariant)]
    private static partial Regex Hash();
}
