using System.Diagnostics;
using System.Globalization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>
/// ExecuTorch's app minibench, which the user has installed: it is started by an intent and leaves a file of results. Which backend
/// executes a model is decided when it is exported.
/// </summary>
internal sealed class MinibenchTool : IBenchmarkTool
{
    /// <summary>As an engine.</summary>
    public const string EngineName = "minibench";

    private const string Package = "org.pytorch.minibench";
    private const string Results = "files/benchmark_results.json";

    // It counts runs, not time.
    private const int LeastRuns = 50;
    private const int LeastWarmUp = 10;

    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(5);

    private readonly IRemoteShell _shell;
    private readonly ToolFolder _folder;

    private MinibenchTool(IRemoteShell shell, string version)
    {
        (_shell, Version) = (shell, version);
        _folder = new ToolFolder(shell, AppVersion.ModelFolder, "022");
    }

    public string Name => EngineName;

    public string Version { get; }

    public string Format => ExecuTorchFormat.FormatName;

    public IReadOnlyList<string> Delegates { get; } = ["as-exported"];

    /// <summary>Looks for the app.</summary>
    /// <exception cref="DeviceException">It is not installed, or the device does not answer.</exception>
    public static async Task<MinibenchTool> OpenAsync(IRemoteShell shell, CancellationToken cancellation) => new(
        shell, await AppVersion.OfAsync(
            shell, Package, "build extension/benchmark/android/benchmark of ExecuTorch and run `./gradlew installDebug`", cancellation)
            .ConfigureAwait(false));

    public async Task<ToolReading> LaunchAsync(TrialRequest request, MeasurementProtocol protocol, CancellationToken cancellation)
    {
        // The app takes the first model of the folder; its name has no underscore, at which the app would divide it.
        var name = ModelFile.Sha256(request.ModelPath);
        await _folder.PutAsync(request.ModelPath, $"{name}.pte", name, "644", cancellation).ConfigureAwait(false);
        var (runs, warmUp) = (Math.Max(protocol.MinRuns, LeastRuns), Math.Max(protocol.WarmUpMinRuns, LeastWarmUp));
        try
        {
            var started = await _shell.RunAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"run-as {Package} rm -f {Results} 2>&1 || exit 0; am start -S -n {Package}/{Package}.BenchmarkActivity ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"--es model_dir {_folder.Path} --ei num_iter {runs} --ei num_warm_up_iter {warmUp} 2>&1 || true"),
                null, s_answer, cancellation).ConfigureAwait(false);
            var last = started.Split('\n')[^1];
            if (!started.Contains("Starting", StringComparison.Ordinal) || last.StartsWith("Error", StringComparison.Ordinal))
                return ToolReading.Failed($"does not start: {ToolText.Quote(last)}");
            return await ResultAsync(name, runs, ToolFlags.Deadline(request, protocol), cancellation).ConfigureAwait(false);
        }
        finally
        {
            await AppVersion.StopAsync(_shell, Package).ConfigureAwait(false);
        }
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    private async Task<ToolReading> ResultAsync(string name, int runs, TimeSpan deadline, CancellationToken cancellation)
    {
        var wasAlive = false;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < deadline;)
        {
            await Task.Delay(s_pause, cancellation).ConfigureAwait(false);
            var told = await _shell.RunAsync(
                $"a=$(pidof {Package}) || true; run-as {Package} cat {Results} 2>/dev/null | head -c {ToolText.MostCharacters + 1}; "
                + "printf '\\nalive %s' \"$a\"",
                null, s_answer, cancellation).ConfigureAwait(false);
            var end = told.LastIndexOf("\nalive", StringComparison.Ordinal);
            var (json, isAlive) = (told[..end].Trim(), told[end..].Trim() != "alive");
            // It is written piece by piece.
            if (json.EndsWith(']') || (json.Length > 0 && !isAlive)) return MinibenchResults.Read(json, name, runs);
            if (!isAlive && (wasAlive || clock.Elapsed > s_start)) return ToolReading.Failed("ended without a result");
            wasAlive |= isAlive;
        }
        return ToolReading.Failed("did not end in its time");
    }
}
