using System.Diagnostics;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>
/// A benchmark tool that is an app, which the user has installed: it is started by an intent, in the foreground as apps are, and what it
/// leaves is looked for until it is there or the app has ended. No other app is stopped.
/// </summary>
internal abstract class AppTool : IBenchmarkTool
{
    /// <summary>Within it, the device answers.</summary>
    protected static readonly TimeSpan Answer = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(5);

    private readonly string _package;

    /// <param name="shell">The device.</param>
    /// <param name="package">The app, whose version was found.</param>
    /// <param name="version">That version.</param>
    protected AppTool(IRemoteShell shell, string package, string version)
    {
        (Shell, _package, Version) = (shell, package, version);
        Folder = new ToolFolder(shell, AppVersion.ModelFolder, "022");
    }

    public abstract string Name { get; }

    public abstract string Format { get; }

    public abstract IReadOnlyList<string> Delegates { get; }

    public string Version { get; }

    /// <summary>The device.</summary>
    protected IRemoteShell Shell { get; }

    /// <summary>Where models lie that the app can read.</summary>
    protected ToolFolder Folder { get; }

    public async Task<ToolReading> LaunchAsync(TrialRequest request, MeasurementProtocol protocol, CancellationToken cancellation)
    {
        var launch = await PrepareAsync(request, protocol, cancellation).ConfigureAwait(false);
        try
        {
            var told = await Shell.RunAsync(
                $"date '+%m-%d %H:%M:%S.000'; {launch.Before}am start -S -n {launch.Intent} 2>&1 || true", null, Answer, cancellation)
                .ConfigureAwait(false);
            var lines = told.Split('\n');
            if (!told.Contains("Starting", StringComparison.Ordinal)
                || lines.Any(line => line.StartsWith("Error", StringComparison.Ordinal)))
                return ToolReading.Failed($"does not start: {ToolText.Quote(lines[^1])}");
            return await UntilReadAsync(launch, lines[0].Trim(), ToolFlags.Deadline(request, protocol), cancellation).ConfigureAwait(false)
                ?? ToolReading.Failed("did not end in its time");
        }
        finally
        {
            await AppVersion.StopAsync(Shell, _package).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => Folder.DisposeAsync();

    /// <summary>Puts the model where the app finds it, and says how it is started and read.</summary>
    protected abstract Task<AppLaunch> PrepareAsync(TrialRequest request, MeasurementProtocol protocol, CancellationToken cancellation);

    private async Task<ToolReading?> UntilReadAsync(AppLaunch launch, string since, TimeSpan deadline, CancellationToken cancellation)
    {
        var wasAlive = false;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < deadline;)
        {
            await Task.Delay(s_pause, cancellation).ConfigureAwait(false);
            // Before the look: what an app writes last is seen with its end.
            var told = await Shell.RunAsync(
                $"a=$(pidof {_package}) || true; {launch.Look(since)}; printf '\\nalive %s' \"$a\"", null, Answer, cancellation)
                .ConfigureAwait(false);
            var end = told.LastIndexOf("\nalive", StringComparison.Ordinal);
            var isAlive = told[end..].Trim() != "alive";
            if (launch.Read(told[..end], isAlive, !isAlive && (wasAlive || clock.Elapsed > s_start)) is { } reading) return reading;
            wasAlive |= isAlive;
        }
        return null;
    }
}
