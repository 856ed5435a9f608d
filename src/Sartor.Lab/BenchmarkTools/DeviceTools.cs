using Sartor.Core;
using Sartor.Formats;
using Sartor.Lab.Devices;
using Sartor.Lab.Measurement;
using Sartor.Lab.Trials;
using Sartor.Results.Records;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.BenchmarkTools;

/// <summary>The benchmark tools of other makers that a measurement names, as engines of its device.</summary>
internal sealed class DeviceTools : IAsyncDisposable
{
    /// <summary>That nobody compared what a tool computed.</summary>
    public const string Unchecked = "numerics-not-checked";

    // Anything else that a name may begin with is an engine of workers.
    private static readonly string[] s_names = [BenchmarkModelTool.EngineName, TFLiteAppTool.EngineName, MinibenchTool.EngineName];

    private readonly IReadOnlyList<IBenchmarkTool> _tools;
    private readonly ToolOptions _options;

    private DeviceTools(IReadOnlyList<IBenchmarkTool> tools, ToolOptions options) => (_tools, _options) = (tools, options);

    /// <summary>Whether a name of an engine, or <c>engine/delegate</c>, is that of a tool.</summary>
    public static bool IsTool(string engine) => s_names.Contains(engine.Split('/')[0]);

    /// <summary>Whether a device can have any.</summary>
    public static bool CanRunOn(IDevice device) => device is IAndroidDevice { Android: not null };

    /// <summary>What a user says of the tool that an engine is; nothing for other engines.</summary>
    /// <param name="engine">Name of an engine.</param>
    /// <param name="options">What the user says of all tools.</param>
    public static ToolOptions OptionsFor(string engine, ToolOptions options) =>
        engine == BenchmarkModelTool.EngineName ? options : options with { BenchmarkModel = null };

    /// <summary>What does not fit together in what a user says; null where everything does.</summary>
    /// <param name="engines">Names of engines, or <c>engine/delegate</c>.</param>
    /// <param name="options">What the user says of tools.</param>
    public static string? Problem(IReadOnlyList<string> engines, ToolOptions options) =>
        options.BenchmarkModel is null || engines.Any(engine => engine.Split('/')[0] == BenchmarkModelTool.EngineName)
            ? null
            : $"nothing is measured by it; name an engine, as {BenchmarkModelTool.EngineName}/{ToolDelegate.All[0].Name}";

    /// <summary>Opens those that are named; nothing runs yet.</summary>
    /// <param name="device">The device.</param>
    /// <param name="engines">Names of engines, or <c>engine/delegate</c>.</param>
    /// <param name="options">What the user says of them.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="OptionException">A tool is named that the device cannot have, or that the user does not give.</exception>
    /// <exception cref="DeviceException">The device does not answer.</exception>
    public static async Task<DeviceTools> OpenAsync(
        IDevice device, IReadOnlyList<string> engines, ToolOptions options, CancellationToken cancellation)
    {
        var tools = new List<IBenchmarkTool>();
        foreach (var name in s_names.Where(name => engines.Any(engine => engine.Split('/')[0] == name)))
        {
            var shell = (device as IAndroidDevice)?.Android ?? throw new OptionException(
                "engine", $"{name} runs on Android alone, and {DeviceDescriptions.WithoutFolders(device.Address)} is none; name one with "
                + "--device adb:SERIAL or emulator:AVD");
            tools.Add(name switch
            {
                TFLiteAppTool.EngineName => await TFLiteAppTool.OpenAsync(shell, cancellation).ConfigureAwait(false),
                MinibenchTool.EngineName => await MinibenchTool.OpenAsync(shell, cancellation).ConfigureAwait(false),
                _ => new BenchmarkModelTool(shell, Program(options)),
            });
        }
        return new DeviceTools(tools, options);
    }

    /// <summary>The profile of the device with these engines.</summary>
    public DeviceProfile AddTo(DeviceProfile profile) => _tools.Count == 0 ? profile : profile with
    {
        Worker = profile.Worker with
        {
            Engines =
            [
                .. profile.Engines,
                .. _tools.Select(tool => new EngineDescription(tool.Name, [tool.Format], [.. tool.Delegates], tool.Version, null)),
            ],
        },
    };

    /// <summary>The launches of a device, by these tools where they are asked for.</summary>
    /// <param name="workers">All others.</param>
    /// <param name="profile">The device.</param>
    /// <param name="address">Its address.</param>
    /// <param name="protocol">How to measure.</param>
    public LaunchTrial Launches(LaunchTrial workers, DeviceProfile profile, string address, MeasurementProtocol protocol) =>
        (request, cancellation) => _tools.FirstOrDefault(tool => tool.Name == request.Engine) is { } tool
            ? LaunchAsync(tool, request, profile, address, protocol, cancellation)
            : workers(request, cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (var tool in _tools) await tool.DisposeAsync().ConfigureAwait(false);
    }

    private static UserProgram Program(ToolOptions options)
    {
        var program = options.BenchmarkModel ?? throw new OptionException(
            "engine", $"{BenchmarkModelTool.EngineName} is TensorFlow Lite's benchmark_model, which does not come with Sartor; name the "
            + $"program for the device with {options.Option} {UserProgram.Form}");
        program.Require(options.Option);
        return program;
    }

    private async Task<LaunchOutcome> LaunchAsync(
        IBenchmarkTool tool, TrialRequest request, DeviceProfile profile, string address, MeasurementProtocol protocol,
        CancellationToken cancellation)
    {
        var sha256 = request.Sha256 ?? ModelFile.Sha256(request.ModelPath);
        // It makes its own input, and nobody knows what its runtime rewrites.
        var subject = new TrialSubject(sha256, tool.Name, tool.Version, request.Delegate!, null, null);
        // Its result would say that it ran there.
        var reading = protocol.Cpus is { } cores
            ? ToolReading.Refused($"cannot be kept to cores {cores}; leave them out, or measure on Sartor's worker")
            : await tool.LaunchAsync(request, protocol, cancellation).ConfigureAwait(false);
        var launch = new LaunchOutcome
        {
            Id = TrialId.For(subject, profile.Description.ToFacts(address), protocol.ToFacts(profile.Worker.ClockHz)),
            Engine = tool.Name,
            EngineVersion = tool.Version,
            Delegate = request.Delegate!,
            Delegation = reading.Delegation,
            Status = reading.IsRefused ? TrialStatus.Refused : TrialStatus.Failed,
            Reason = reading.Problem is { } problem ? $"{tool.Name} {problem}" : null,
        };
        return reading.Timing is not { } timing ? launch : launch with
        {
            Status = TrialStatus.Measured,
            Stated = timing,
            Measured = new Measured(
                [], [(long)Math.Round(timing.MeanNs)], reading.FirstInferenceNs, reading.LoadNs ?? 0, reading.PeakMemoryBytes, null, null)
            {
                RunsPerSample = (int)Math.Min(timing.Runs, int.MaxValue),
            },
            Notes = [.. Notes(tool.Name, request.Delegate!, reading)],
        };
    }

    private IEnumerable<Diagnostic> Notes(string name, string delegateName, ToolReading reading)
    {
        yield return Diagnostic.Note(
            "mean-of-launch",
            $"{name} tells the {reading.Timing!.Statistic} of its counted runs, not each run: the latency is that of the launches' means, "
            + "and percentiles are those of such means.");
        if (reading.IsPartial)
            yield return Diagnostic.Warning(
                "partial-delegation", $"{name} says that {delegateName} executes a part of the model; other kernels execute the rest.");
        if (!_options.IsVerified)
            yield return Diagnostic.Warning(
                Unchecked,
                $"{name} feeds values of its own and shows no output, so nobody knows whether it computed the right ones; `sartor verify` "
                + "compares the model with its source on Sartor's own worker.");
    }
}
