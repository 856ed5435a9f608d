using System.Runtime.InteropServices;
using Sartor.Core;
using Sartor.Engines;
using Sartor.Workers.Client;
using Sartor.Workers.Host;

namespace Sartor.Cli.Diagnosis;

/// <summary>Looks at the machine: nothing is installed, started for good or changed.</summary>
internal static class MachineDiagnosis
{
    // Debian's PyTorch belongs to Debian's Python; another python3 may come first on the PATH.
    private static readonly string[] s_pythons = ["/usr/bin/python3", "python3"];

    private static readonly ProgramCheck[] s_programs =
    [
        new("build", "Node.js", ["node"], ["--version"],
            "npm fetches the native libraries during the build", "install Node.js 20 or newer"),
        new("build", "npm", OperatingSystem.IsWindows() ? ["npm.cmd"] : ["npm"], ["--version"],
            "fetches the native libraries during the build", "it comes with Node.js"),
        new("devices", "adb", ["adb"], ["version"], "reaches Android phones", "apt-get install adb"),
        new("devices", "ssh", ["ssh"], ["-V"], "reaches boards", "apt-get install openssh-client"),
        new("devices", "chromium", ["chromium", "chromium-browser", "google-chrome"], ["--version"],
            "engines in a browser, tests of the report", "apt-get install chromium"),
        new("python", "Python", s_pythons, ["--version"], "exports PyTorch programs", "apt-get install python3"),
        new("python", "PyTorch", s_pythons, ["-c", "import torch; print(torch.__version__)"], "exports and fine-tunes PyTorch programs",
            "apt-get install --no-install-recommends python3-torch python3-torchvision python3-onnx libopenblas0-pthread"),
    ];

    public static async Task<MachineReport> RunAsync(CancellationToken cancellation)
    {
        var programs = s_programs.Select(p => p.RunAsync(cancellation)).ToArray();
        MachineCheck[] engines = [.. await EnginesAsync(cancellation).ConfigureAwait(false)];
        MachineCheck[] all = [.. Machine(), .. engines, .. await Task.WhenAll(programs).ConfigureAwait(false), Meters("/")];
        return new MachineReport(engines.All(e => e.State == CheckState.Ok), all);
    }

    private static IEnumerable<MachineCheck> Machine()
    {
        var device = DeviceReader.Read();
        MachineCheck Fact(string name, string detail, string purpose) => new("machine", name, CheckState.Ok, detail, purpose, null);
        yield return Fact("Processor", $"{device.Cpu}, {device.Cores} cores, {device.Architecture}", "runs the trials of --device host");
        yield return Fact("Features", device.CpuFeatures.Count > 0 ? string.Join(' ', device.CpuFeatures) : "none that kernels choose by", "decide which kernels an engine takes");
        yield return Fact("Memory", Quantity.Bytes(device.MemoryBytes), "holds models and activations");
        yield return Fact("System", $"{device.Os}, kernel {device.Kernel}", "is stated in every result");
        if (device.Governor is { } governor) yield return Fact("Clock rate", governor, "'performance' gives the steadiest timings");
        yield return Fact(".NET", RuntimeInformation.FrameworkDescription, "runs Sartor");
    }

    private static async Task<IEnumerable<MachineCheck>> EnginesAsync(CancellationToken cancellation)
    {
        var checks = new List<MachineCheck>();
        await using var worker = new EngineWorker();
        foreach (var engine in InferenceEngines.Catalog.All)
        {
            var purpose = $"runs {engine.Format} models ({string.Join(", ", engine.Delegates)})";
            var problem = "";
            try
            {
                var probe = await worker.ProbeAsync(engine.Name, cancellation).ConfigureAwait(false);
                if (probe.Value is { IsAvailable: true } available)
                {
                    checks.Add(new MachineCheck("engines", engine.Name, CheckState.Ok, available.Version ?? "", purpose, null));
                    continue;
                }
                problem = probe.Value?.Problem ?? probe.Failure?.Message ?? "";
            }
            catch (EngineException e)
            {
                problem = e.Message;
            }
            checks.Add(new MachineCheck("engines", engine.Name, CheckState.Missing, problem, purpose, "build Sartor again on a machine with Node.js: dotnet build"));
        }
        return checks;
    }

    private static MachineCheck Meters(string root)
    {
        var meters = PowerMeters.Find(root);
        return meters.Count > 0
            ? new MachineCheck("meters", "Energy", CheckState.Ok, string.Join(", ", meters), "energy of an inference", null)
            : new MachineCheck("meters", "Energy", CheckState.Missing, "no readable RAPL or hwmon counter under /sys", "energy of an inference",
                "a machine that is not virtual, its energy counters readable (they are for root)");
    }
}
