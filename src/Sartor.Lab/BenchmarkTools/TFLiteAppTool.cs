using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>TensorFlow Lite's benchmark tool as an app; what it says is read from Android's log, of which nothing is deleted.</summary>
internal sealed class TFLiteAppTool : AppTool
{
    /// <summary>As an engine.</summary>
    public const string EngineName = "tflite-app";

    private const string Package = "org.tensorflow.lite.benchmark";
    private const string Tag = "tflite";
    private const string SummaryPart = "nference timings in us:";

    private string? _model;
    private int _launches;

    private TFLiteAppTool(IRemoteShell shell, string version)
        : base(shell, Package, version)
    {
    }

    public override string Name => EngineName;

    public override string Format => ToolDelegate.Format;

    public override IReadOnlyList<string> Delegates => ToolDelegate.Names;

    /// <summary>Looks for the app.</summary>
    /// <exception cref="DeviceException">It is not installed, or the device does not answer.</exception>
    public static async Task<TFLiteAppTool> OpenAsync(IRemoteShell shell, CancellationToken cancellation) => new(
        shell, await AppVersion.OfAsync(
            shell, Package,
            "build tensorflow/lite/tools/benchmark/android of TensorFlow and run `adb install -r -d -g benchmark_model.apk`", cancellation)
            .ConfigureAwait(false));

    protected override async Task<AppLaunch> PrepareAsync(
        TrialRequest request, MeasurementProtocol protocol, CancellationToken cancellation)
    {
        var asked = ToolDelegate.Of(request.Delegate!);
        var graph = await PlaceAsync(request, cancellation).ConfigureAwait(false);
        var words = string.Join(' ', ToolFlags.Of(graph, asked, request, protocol));
        var hasSummary = false;
        return new AppLaunch(
            "",
            $"{Package}/.BenchmarkModelActivity --es args {ShellQuote.Of(words)}",
            since => $"logcat -d -v threadtime -T {ShellQuote.Of(since)} -s {Tag} 2>/dev/null | tail -c {ToolText.MostCharacters}",
            (text, _, hasEnded) =>
            {
                var log = LogcatText.OfProcess(text, Tag, $"Graph: [{graph}]");
                // Once more after the summary, for the lines about memory behind it.
                if (hasSummary || hasEnded)
                {
                    return log is null
                        ? ToolReading.Failed("wrote nothing of this model to Android's log; was it stopped?")
                        : BenchmarkModelLog.Read(log, graph, protocol.Threads, asked);
                }
                hasSummary = log?.Contains(SummaryPart, StringComparison.Ordinal) ?? false;
                return null;
            });
    }

    // Each launch has another name of the model, so that no lines of an earlier one are taken for its own.
    private async Task<string> PlaceAsync(TrialRequest request, CancellationToken cancellation)
    {
        var sha256 = ModelFile.Sha256(request.ModelPath);
        var name = $"{sha256}-{++_launches}.tflite";
        if (_model is { } before && before.StartsWith(sha256, StringComparison.Ordinal))
            await Shell.RunAsync(
                $"cd {ShellQuote.Of(Folder.Path)} && mv {before} {name}", null, Answer, cancellation).ConfigureAwait(false);
        else
            await Folder.PutAsync(request.ModelPath, name, sha256, "644", cancellation).ConfigureAwait(false);
        _model = name;
        return $"{Folder.Path}/{name}";
    }
}
