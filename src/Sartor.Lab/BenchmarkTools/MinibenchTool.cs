using System.Globalization;
using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>
/// ExecuTorch's app minibench, which leaves a file of results. Which backend executes a model is decided when it is exported.
/// </summary>
internal sealed class MinibenchTool : AppTool
{
    /// <summary>As an engine.</summary>
    public const string EngineName = "minibench";

    private const string Package = "org.pytorch.minibench";
    private const string Results = "files/benchmark_results.json";

    // It counts runs, not time.
    private const int LeastRuns = 50;
    private const int LeastWarmUp = 10;

    private MinibenchTool(IRemoteShell shell, string version)
        : base(shell, Package, version)
    {
    }

    public override string Name => EngineName;

    public override string Format => ExecuTorchFormat.FormatName;

    public override IReadOnlyList<string> Delegates { get; } = ["as-exported"];

    /// <summary>Looks for the app.</summary>
    /// <exception cref="DeviceException">It is not installed, or the device does not answer.</exception>
    public static async Task<MinibenchTool> OpenAsync(IRemoteShell shell, CancellationToken cancellation) => new(
        shell, await AppVersion.OfAsync(
            shell, Package, "build extension/benchmark/android/benchmark of ExecuTorch and run `./gradlew installDebug`", cancellation)
            .ConfigureAwait(false));

    protected override async Task<AppLaunch> PrepareAsync(
        TrialRequest request, MeasurementProtocol protocol, CancellationToken cancellation)
    {
        // The app takes the first model of the folder; its name has no underscore, at which the app would divide it.
        var name = ModelFile.Sha256(request.ModelPath);
        await Folder.PutAsync(request.ModelPath, $"{name}.pte", name, "644", cancellation).ConfigureAwait(false);
        var (runs, warmUp) = (Math.Max(protocol.MinRuns, LeastRuns), Math.Max(protocol.WarmUpMinRuns, LeastWarmUp));
        return new AppLaunch(
            $"run-as {Package} rm -f {Results} 2>&1 || exit 0; ",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Package}/{Package}.BenchmarkActivity --es model_dir {Folder.Path} --ei num_iter {runs} --ei num_warm_up_iter {warmUp}"),
            _ => $"run-as {Package} cat {Results} 2>/dev/null | head -c {ToolText.MostCharacters + 1}",
            (text, isAlive, hasEnded) =>
            {
                var json = text.Trim();
                // It is written piece by piece.
                if (json.EndsWith(']') || (json.Length > 0 && !isAlive)) return MinibenchResults.Read(json, name, runs);
                return hasEnded ? ToolReading.Failed("ended without a result") : null;
            });
    }
}
