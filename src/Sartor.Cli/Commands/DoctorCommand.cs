using System.CommandLine;
using Sartor.Cli.Diagnosis;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Cli.Terminal;
using Sartor.Lab.Devices;
using Spectre.Console;

namespace Sartor.Cli.Commands;

/// <summary>Says what this machine has and how to get what is missing.</summary>
internal sealed class DoctorCommand : ICliCommand
{
    public string Name => "doctor";

    public string Summary => "Show what this machine has (engines, devices, tools) and how to install the rest";

    public IReadOnlyList<string> Examples =>
        ["sartor doctor", "sartor doctor --json", "sartor doctor --device \"exec:ssh board sartor-worker\""];

    public void Build(Command command, CliContext context)
    {
        var device = new DeviceArguments();
        device.AddTo(command);
        command.SetAction((parsed, cancellation) =>
            RunAsync(context, device.Read(parsed), CommonArguments.IsJson(parsed), cancellation));
    }

    /// <summary>Looks at a device and says what it has.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(CliContext context, string address, bool isJson, CancellationToken cancellation)
    {
        using var machine = DeviceCatalog.Open(address);
        var report = await MachineDiagnosis.RunAsync(machine, cancellation).ConfigureAwait(false);
        if (isJson) CliJson.Write(context.Out, report, CliJson.Default.MachineReport);
        else Write(context, report);
        return report.CanFit ? ExitCodes.Done : ExitCodes.AnswerIsNo;
    }

    private static void Write(CliContext context, MachineReport report)
    {
        var table = new TextTable("", "Part", "Found", "Purpose");
        foreach (var check in report.Checks)
        {
            var isThere = check.State == CheckState.Ok;
            table.Row(
                (isThere ? "✓" : "–", new Style(isThere ? Color.Green : Color.Yellow)), (check.Name, null), (check.Detail, null),
                (check.Purpose, new Style(Color.Grey)));
        }
        context.Show(table);
        foreach (var check in report.Checks.Where(c => c.HowToGet is not null))
            context.Out.WriteLine($"To {(check.Group == "meters" ? "get" : "install")} {check.Name}: {check.HowToGet}");
        context.Out.WriteLine(
            report.CanFit ? "This device can run `sartor fit`." : "This device cannot run `sartor fit`: an engine is missing.");
    }
}
