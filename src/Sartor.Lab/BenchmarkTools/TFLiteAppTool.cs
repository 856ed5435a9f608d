using System.Diagnostics;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>
/// TensorFlow Lite's benchmark tool as an app, which the user has installed: it is started by an intent, in the foreground as apps are,
/// and what it says is read from Android's log. No other app is stopped and no log is deleted.
/// </summary>
internal sealed class TFLiteAppTool : IBenchmarkTool
{
    /// <summary>As an engine.</summary>
    public const string EngineName = "tflite-app";

    private const string Package = "org.tensorflow.lite.benchmark";
    private const string Activity = $"{Package}/.BenchmarkModelActivity";
    private const string Tag = "tflite";
    private const string SummaryPart = "nference timings in us:";

    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(5);

    private readonly IRemoteShell _shell;
    private readonly ToolFolder _folder;
    private string? _model;
    private int _launches;

    private TFLiteAppTool(IRemoteShell shell, string version)
    {
        (_shell, Version) = (shell, version);
        _folder = new ToolFolder(shell, AppVersion.ModelFolder, "022");
    }

    public string Name => EngineName;

    public string Version { get; }

    public string Format => ToolDelegate.Format;

    public IReadOnlyList<string> Delegates => ToolDelegate.Names;

    /// <summary>Looks for the app.</summary>
    /// <exception cref="DeviceException">It is not installed, or the device does not answer.</exception>
    public static async Task<TFLiteAppTool> OpenAsync(IRemoteShell shell, CancellationToken cancellation) => new(
        shell, await AppVersion.OfAsync(
            shell, Package,
            "build tensorflow/lite/tools/benchmark/android of TensorFlow and run `adb install -r -d -g benchmark_model.apk`", cancellation)
            .ConfigureAwait(false));

    public async Task<ToolReading> LaunchAsync(TrialRequest request, MeasurementProtocol protocol, CancellationToken cancellation)
    {
        var asked = ToolDelegate.Of(request.Delegate!);
        var graph = await PlaceAsync(request, cancellation).ConfigureAwait(false);
        var words = string.Join(' ', ToolFlags.Of(graph, asked, request, protocol));
        try
        {
            var started = await _shell.RunAsync(
                $"date '+%m-%d %H:%M:%S.000'; am start -S -n {Activity} --es args {ShellQuote.Of(words)} 2>&1 || true",
                null, s_answer, cancellation).ConfigureAwait(false);
            var lines = started.Split('\n');
            if (lines.FirstOrDefault(line => line.StartsWith("Error", StringComparison.Ordinal)) is not null)
                return ToolReading.Failed($"does not start: {ToolText.Quote(lines[^1])}");
            var deadline = ToolFlags.Deadline(request, protocol);
            var (log, hasEnded) = await UntilEndAsync(lines[0].Trim(), graph, deadline, cancellation).ConfigureAwait(false);
            return !hasEnded ? ToolReading.Failed("did not end in its time")
                : log is null ? ToolReading.Failed("wrote nothing of this model to Android's log; was it stopped?")
                : BenchmarkModelLog.Read(log, graph, protocol.Threads, asked);
        }
        finally
        {
            await AppVersion.StopAsync(_shell, Package).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    // Each launch has another name of the model, so that no lines of an earlier one are taken for its own.
    private async Task<string> PlaceAsync(TrialRequest request, CancellationToken cancellation)
    {
        var sha256 = ModelFile.Sha256(request.ModelPath);
        var name = $"{sha256}-{++_launches}.tflite";
        if (_model is { } before && before.StartsWith(sha256, StringComparison.Ordinal))
            await _shell.RunAsync(
                $"cd {ShellQuote.Of(_folder.Path)} && mv {before} {name}", null, s_answer, cancellation).ConfigureAwait(false);
        else
            await _folder.PutAsync(request.ModelPath, name, sha256, "644", cancellation).ConfigureAwait(false);
        _model = name;
        return $"{_folder.Path}/{name}";
    }

    // What the app's process wrote since a time, null where none wrote of this model; and whether it came to its end.
    private async Task<(string? Log, bool HasEnded)> UntilEndAsync(
        string since, string graph, TimeSpan deadline, CancellationToken cancellation)
    {
        string? log = null;
        var (hasSummary, wasAlive) = (false, false);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < deadline;)
        {
            await Task.Delay(s_pause, cancellation).ConfigureAwait(false);
            var told = await _shell.RunAsync(
                $"a=$(pidof {Package}) || true; logcat -d -v threadtime -T {ShellQuote.Of(since)} -s {Tag} 2>/dev/null "
                + $"| tail -c {ToolText.MostCharacters}; printf '\\nalive %s' \"$a\"",
                null, s_answer, cancellation).ConfigureAwait(false);
            log = LogcatText.OfProcess(told, Tag, $"Graph: [{graph}]");
            var isAlive = !told.TrimEnd().EndsWith("\nalive", StringComparison.Ordinal);
            // Once more after the summary, for the lines about memory behind it.
            if (hasSummary || (!isAlive && (wasAlive || clock.Elapsed > s_start))) return (log, true);
            hasSummary = log?.Contains(SummaryPart, StringComparison.Ordinal) ?? false;
            wasAlive |= isAlive;
        }
        return (log, false);
    }
}
