using System.CommandLine;
using System.CommandLine.Completions;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Cli.Options;

/// <summary><c>--device</c>: where models run.</summary>
internal sealed class DeviceArguments
{
    private readonly Option<string?> _device = new("--device")
    {
        Description =
            "Where models run: host (default, this machine), ssh://USER@HOST, adb:SERIAL, emulator:AVD, browser:NAME, or "
            + "'exec:COMMAND ARGUMENTS', a command that speaks the worker protocol; or a name of `sartor device add`",
        HelpName = "address",
        CompletionSources = { Names },
    };

    /// <summary>What completes the word of a device: this machine, and names that the user gave.</summary>
    public static IEnumerable<CompletionItem> Names(CompletionContext context) =>
        DeviceNames.Known().Select(name => new CompletionItem(name));

    public void AddTo(Command command) => command.Add(_device);

    /// <summary>The address, which is that of a device.</summary>
    /// <exception cref="OptionException">No device has such an address.</exception>
    /// <exception cref="DeviceException">What it names is not there.</exception>
    public string Read(ParseResult parsed)
    {
        var address = DeviceNames.Resolve(parsed.GetValue(_device) ?? HostDevice.Name);
        using (DeviceCatalog.Open(address)) return address;
    }
}
