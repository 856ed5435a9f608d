using System.CommandLine;
using Sartor.Cli.Options;
using Sartor.Lab.Devices;

namespace Sartor.Cli.Commands;

/// <summary>Gives devices short names.</summary>
internal static class DeviceNameCommands
{
    public static Command Add(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "1 to 40 letters, digits, hyphens or underscores" };
        var address = new Argument<string>("address") { Description = $"The device: {string.Join(", ", DeviceCatalog.Forms)}" };
        var command = new Command("add", "Give a device a name, which --device and campaigns take in place of its address")
        {
            name, address,
        };
        command.SetAction(parsed =>
        {
            var (given, device) = (parsed.GetValue(name)!, parsed.GetValue(address)!);
            var before = DeviceNames.Add(given, device);
            context.Out.WriteLine(before is null || before == device
                ? $"{given} is {device}."
                : $"{given} is {device}, and no longer {before}.");
            return ExitCodes.Done;
        });
        return command;
    }

    public static Command Remove(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "A name of `sartor device add`", HelpName = "name" };
        name.CompletionSources.Add(DeviceArguments.Names);
        var command = new Command("remove", "Take a name away from a device") { name };
        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(name)!;
            context.Out.WriteLine($"{given} was {DeviceNames.Remove(given)}.");
            return ExitCodes.Done;
        });
        return command;
    }
}
