using System.CommandLine;
using Sartor.Cli.Diagnosis;
using Sartor.Cli.Display;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Lab.Devices;
using Spectre.Console;

namespace Sartor.Cli.Commands;

/// <summary>The machines that models can run on.</summary>
internal sealed class DeviceCommand : ICliCommand
{
    public string Name => "device";

    public string Summary => "List the devices that are connected, describe one, and make a browser one";

    public IReadOnlyList<string> Examples =>

    [
        "sartor device list", "sartor device probe adb:192.168.1.7:5555", "sartor device probe ssh://pi@board --json",
        "sartor device browser --name pixel",
    ];

    public void Build(Command command, CliContext context)
    {
        command.Add(List(context));
        command.Add(Probe(context));
        command.Add(BrowserHubCommand.Of(context));
        command.SetAction(int (_) => throw new OptionException(
            Name, $"needs one of {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}; see `sartor {Name} --help`"));
    }

    private static Command List(CliContext context)
    {
        var command = new Command("list", "List this machine, the devices that adb sees, the AVDs, and the browsers that have joined");
        command.SetAction(async (parsed, cancellation) =>
        {
            var devices = await DeviceCatalog.ListAsync(cancellation).ConfigureAwait(false);
            if (CommonArguments.IsJson(parsed))
            {
                var listed = new DeviceList([.. devices.Select(d => new ListedDevice(d.Address, d.State, d.Model, d.Problem))]);
                CliJson.Write(context.Out, listed, CliJson.Default.DeviceList);
            }
            else
            {
                Write(context, devices);
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Probe(CliContext context)
    {
        var address = new Argument<string>("address") { Description = $"The device: {string.Join(", ", DeviceCatalog.Forms)}" };
        var command = new Command("probe", "Describe a device and its engines") { address };
        command.SetAction((parsed, cancellation) =>
            DoctorCommand.RunAsync(context, parsed.GetValue(address)!, CommonArguments.IsJson(parsed), cancellation));
        return command;
    }

    private static void Write(CliContext context, IReadOnlyList<FoundDevice> devices)
    {
        var table = new TextTable("Address", "State", "Model");
        foreach (var device in devices)
        {
            var style = new Style(device.IsUsable ? Color.Green : Color.Yellow);
            table.Row((device.Address, null), (device.State, style), (device.Model ?? "", null));
        }
        context.Show(table);
        foreach (var device in devices.Where(device => device.Problem is not null))
            context.Out.WriteLine($"{device.Address} {device.Problem}.");
        context.Out.WriteLine("Not listed: hosts behind ssh:// and commands behind exec:, which are named by their addresses.");
    }
}
