using System.CommandLine;
using Sartor.Cli.Diagnosis;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Cli.Terminal;
using Sartor.Core;
using Sartor.Lab.Devices;
using Spectre.Console;

namespace Sartor.Cli.Commands;

/// <summary>The machines that models can run on.</summary>
internal sealed class DeviceCommand : ICliCommand
{
    // Of a device with a name that no list has: it is reached when it is used.
    private const string NotConnected = "not connected";

    public string Name => "device";

    public string Summary => "List, describe, name, watch and lock devices, and make a browser one";

    public IReadOnlyList<string> Examples =>

    [
        "sartor device list", "sartor device probe adb:192.168.1.7:5555", "sartor device probe ssh://pi@board --json",
        "sartor device browser --name pixel", "sartor device add pixel adb:39151FDJH", "sartor device watch pixel",
        "sartor device lock pixel --for 2h --reason \"a demo\"",
    ];

    public void Build(Command command, CliContext context)
    {
        command.Add(List(context));
        command.Add(Probe(context));
        command.Add(BrowserHubCommand.Of(context));
        command.Add(DeviceNameCommands.Add(context));
        command.Add(DeviceNameCommands.Remove(context));
        command.Add(DeviceWatchCommand.Of(context));
        command.Add(DeviceLockCommand.Of(context));
        command.SetAction(int (_) => throw new OptionException(
            Name, $"needs one of {string.Join(", ", command.Subcommands.Select(verb => verb.Name))}; see `sartor {Name} --help`"));
    }

    private static Command List(CliContext context)
    {
        var command = new Command("list", "List this machine, the devices that adb sees, the AVDs, and the browsers that have joined");
        command.SetAction(async (parsed, cancellation) =>
        {
            var names = DeviceNames.All();
            var found = await DeviceCatalog.ListAsync(cancellation).ConfigureAwait(false);
            FoundDevice[] devices =
            [
                .. found, .. names.Values.Distinct().Where(address => found.All(device => device.Address != address))
                    .Select(address => new FoundDevice(address, NotConnected, null, null)),
            ];
            if (CommonArguments.IsJson(parsed))
            {
                var listed = new DeviceList([.. devices.Select(d => new ListedDevice(
                    d.Address, d.State, d.Model, d.Problem, DeviceNames.NameOf(names, d.Address), DeviceLock.OwnerOf(d.Address)))]);
                CliJson.Write(context.Out, listed, CliJson.Default.DeviceList);
            }
            else
            {
                Write(context, devices, names);
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Probe(CliContext context)
    {
        var address = new Argument<string>("address")
        {
            Description = $"The device: {string.Join(", ", DeviceCatalog.Forms)}, or a name of `sartor device add`",
            HelpName = "address",
        };
        address.CompletionSources.Add(DeviceArguments.Names);
        var command = new Command("probe", "Describe a device and its engines") { address };
        command.SetAction((parsed, cancellation) =>
            DoctorCommand.RunAsync(context, DeviceNames.Resolve(parsed.GetValue(address)!), CommonArguments.IsJson(parsed), cancellation));
        return command;
    }

    private static void Write(CliContext context, IReadOnlyList<FoundDevice> devices, IReadOnlyDictionary<string, string> names)
    {
        var owners = devices.Select(device => DeviceLock.OwnerOf(device.Address)).ToArray();
        var hasOwner = owners.Any(owner => owner is not null);
        // Names and owners have columns where there are any.
        var shown = (names.Count > 0 ? 0 : 1)..(hasOwner ? 5 : 4);
        string[] heads = ["Name", "Address", "State", "Model", "In use by"];
        var table = new TextTable(heads.AsSpan(shown));
        foreach (var (device, owner) in devices.Zip(owners))
        {
            var style = new Style(device.IsUsable ? Color.Green : Color.Yellow);
            (string, Style?)[] cells =
            [
                (DeviceNames.NameOf(names, device.Address) ?? "", null), (device.Address, null), (device.State, style),
                (device.Model ?? "", null), (owner ?? "", null),
            ];
            table.Row(cells.AsSpan(shown));
        }
        context.Show(table);
        foreach (var device in devices.Where(device => device.Problem is not null))
            context.Out.WriteLine($"{device.Address} {device.Problem}.");
        context.Out.WriteLine(
            "Not listed: hosts behind ssh:// and commands behind exec: without a name; `sartor device add` gives them one.");
    }
}
