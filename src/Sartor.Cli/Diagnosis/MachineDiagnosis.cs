using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Lab.Devices;
using Sartor.Lab.Torch;
using Sartor.Workers.Protocol;

namespace Sartor.Cli.Diagnosis;

/// <summary>Looks at a device: nothing is installed, started for good or changed.</summary>
internal static class MachineDiagnosis
{
    // Debian's PyTorch belongs to Debian's Python; another python3 may come first on the PATH.
    private static readonly string[] s_pythons = Environment.GetEnvironmentVariable(PythonProgram.Variable) is { Length: > 0 } named
        ? [named]
        : ["/usr/bin/python3", "python3"];

    private static readonly ProgramCheck[] s_programs =
    [
        new("build", "Node.js", ["node"], ["--version"],
            "npm fetches the native libraries during the build", "install Node.js 20 or newer"),
        new("build", "npm", OperatingSystem.IsWindows() ? ["npm.cmd"] : ["npm"], ["--version"],
            "fetches the native libraries during the build", "it comes with Node.js"),
        new("devices", "ssh", ["ssh"], ["-V"], "reaches boards: --device ssh://USER@BOARD",
            "apt-get install openssh-client"),
        new("devices", "adb", ["adb"], ["--version"], "reaches Android devices: --device adb:SERIAL", "apt-get install adb"),
        new("devices", "chromium", ["chromium", "chromium-browser", "google-chrome"], ["--version"],
            "tests of the report", "apt-get install chromium"),
        new("python", "Python", s_pythons, ["--version"], "runs PyTorch", "apt-get install python3"),
        new("python", "PyTorch", s_pythons, ["-c", "import torch; print(torch.__version__)"],
            "exports and runs PyTorch models: convert net.py:Net",
            "apt-get install --no-install-recommends python3-torch python3-torchvision python3-onnx libopenblas0-pthread"),
    ];

    /// <param name="device">What to look at. The tools of this machine are looked at only where that is this machine.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<MachineReport> RunAsync(IDevice device, CancellationToken cancellation)
    {
        var isHost = device is HostDevice;
        var programs = isHost ? s_programs.Select(p => p.RunAsync(cancellation)).ToArray() : [];
        MachineCheck[] described, engines;
        try
        {
            var profile = await device.DescribeAsync(cancellation).ConfigureAwait(false);
            described = [.. Machine(profile.Description, device.Address)];
            engines = [.. profile.Engines.Select(Engine)];
        }
        catch (DeviceException e)
        {
            described = [];
            const string Advice = "make sure that it starts, then try again";
            engines = [new MachineCheck("engines", "Worker", CheckState.Missing, e.Message, "runs engines", Advice)];
        }
        MachineCheck[] tools = [.. await Task.WhenAll(programs).ConfigureAwait(false)];
        MachineCheck[] meters = isHost ? [Meters("/")] : [];
        var canFit = engines.Length > 0 && engines.All(e => e.State == CheckState.Ok || IsOptIn(e.Name));
        return new MachineReport(canFit, [.. described, .. engines, .. tools, .. meters]);
    }

    private static IEnumerable<MachineCheck> Machine(DeviceDescription device, string address)
    {
        MachineCheck Fact(string name, string detail, string purpose) => new("machine", name, CheckState.Ok, detail, purpose, null);
        var features = device.CpuFeatures.Count > 0 ? string.Join(' ', device.CpuFeatures) : "none that engines use";
        var processor = $"{device.Cpu}, {device.Cores} cores, {device.Architecture}";
        yield return Fact("Processor", processor, $"runs the trials of --device {address}");
        yield return Fact("Features", features, "decide which kernels an engine uses");
        yield return Fact("Memory", Quantity.Bytes(device.MemoryBytes), "holds models and activations");
        yield return Fact("System", $"{device.Os}, kernel {device.Kernel}", "is stated in every result");
        if (device.Governor is { } governor) yield return Fact("Clock rate", governor, "'performance' gives the steadiest timings");
        yield return Fact("Worker", device.Runtime, "runs the engines");
        if (address == HostDevice.Name) yield return Fact(".NET", RuntimeInformation.FrameworkDescription, "runs Sartor");
    }

    private static MachineCheck Engine(EngineDescription engine)
    {
        var purpose = $"runs {string.Join(", ", engine.Formats)} models ({string.Join(", ", engine.Delegates)})";
        return engine.Problem is { } problem
            ? new MachineCheck("engines", engine.Name, CheckState.Missing, problem, purpose,
                IsOptIn(engine.Name)
                    ? "needed only where it is named; see docs/engines.md"
                    : "build Sartor again on a machine with Node.js: dotnet build")
            : new MachineCheck("engines", engine.Name, CheckState.Ok, engine.Version ?? "", purpose, null);
    }

    private static bool IsOptIn(string engine) => InferenceEngines.Catalog.Find(engine)?.IsOptIn ?? false;

    private static MachineCheck Meters(string root)
    {
        var meters = PowerMeters.Find(root);
        return meters.Count > 0
            ? new MachineCheck("meters", "Energy", CheckState.Ok, string.Join(", ", meters), "energy of an inference", null)
            : new MachineCheck("meters", "Energy", CheckState.Missing, "no readable RAPL or hwmon counter under /sys",
                "energy of an inference",
                "use a physical machine and make its energy counters readable (by default only root can read them)");
    }
}
