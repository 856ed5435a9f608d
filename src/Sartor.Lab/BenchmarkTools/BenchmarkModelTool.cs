using System.Globalization;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>TensorFlow Lite's <c>benchmark_model</c>, which the user has; it is put on the device for a measurement.</summary>
/// <param name="shell">The device.</param>
/// <param name="program">The program, whose hash was compared.</param>
internal sealed class BenchmarkModelTool(IRemoteShell shell, UserProgram program) : IBenchmarkTool
{
    /// <summary>As an engine.</summary>
    public const string EngineName = "benchmark-model";

    private const string Program = "benchmark_model";
    private const int Killed = 128 + 9;

    // The worker's answers come within the deadline of the tool; this is for adb.
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);

    private readonly ToolFolder _folder = new(shell, "/data/local/tmp/sartor/tools", "077");

    public string Name => EngineName;

    public string Version => VersionOf(program);

    public string Format => ToolDelegate.Format;

    public IReadOnlyList<string> Delegates => ToolDelegate.Names;

    /// <summary>The version of a program.</summary>
    public static string VersionOf(UserProgram program) => $"sha256:{program.Sha256}";

    public async Task<ToolReading> LaunchAsync(TrialRequest request, MeasurementProtocol protocol, CancellationToken cancellation)
    {
        var sha256 = ModelFile.Sha256(request.ModelPath);
        var model = $"{sha256}.tflite";
        await _folder.PutAsync(program.Path, Program, program.Sha256, "700", cancellation).ConfigureAwait(false);
        await _folder.PutAsync(request.ModelPath, model, sha256, "600", cancellation).ConfigureAwait(false);
        var asked = ToolDelegate.Of(request.Delegate!);
        var graph = $"{_folder.Path}/{model}";
        var deadline = ToolFlags.Deadline(request, protocol);
        var seconds = deadline.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        var words = ToolFlags.Of(graph, asked, request, protocol).Select(ShellQuote.Of);
        // What outlives a broken connection ends by its own clock, so that it does not disturb what is measured next.
        var told = await shell.RunAsync(
            $"cd {ShellQuote.Of(_folder.Path)} && set -- ./{Program} {string.Join(' ', words)}\n"
            + $"if command -v timeout >/dev/null; then set -- timeout -s KILL {seconds} \"$@\"; fi\n"
            + "\"$@\" </dev/null 2>&1; printf '\\nexit %s' $?",
            null, deadline + s_answer, cancellation).ConfigureAwait(false);
        return Read(told, graph, protocol.Threads, asked);
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    /// <summary>What was printed, and behind it the exit code.</summary>
    internal static ToolReading Read(string told, string graph, int threads, ToolDelegate asked)
    {
        var end = told.LastIndexOf("\nexit ", StringComparison.Ordinal);
        if (end < 0 || !int.TryParse(told.AsSpan(end + 6), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            return ToolReading.Failed(ToolText.Problem(told) ?? "ended without an exit code");
        var log = told[..end];
        if (code is 126 or 127)
            return ToolReading.Refused($"cannot be executed on the device: {Last(log)}; is it built for its processor?");
        if (code == Killed && ToolText.Problem(log) is null) return ToolReading.Failed("did not end in its time, or was killed");
        var reading = BenchmarkModelLog.Read(log, graph, threads, asked);
        return code == 0 || reading.Problem is not null
            ? reading
            : ToolReading.Failed($"ended with exit code {code.ToString(CultureInfo.InvariantCulture)} after its summary");
    }

    private static string Last(string log) =>
        ToolText.Quote(log.Split('\n').LastOrDefault(line => line.Trim().Length > 0) ?? "it says nothing");
}
