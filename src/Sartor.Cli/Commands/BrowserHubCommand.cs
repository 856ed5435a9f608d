using System.CommandLine;
using System.Text.Json;
using QRCoder;
using Sartor.Browser;
using Sartor.Cli.Display;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Cli.Commands;

/// <summary>Makes browsers devices: <c>sartor device browser</c> runs until it is stopped.</summary>
internal static class BrowserHubCommand
{
    private const int LongestName = 40;

    public static Command Of(CliContext context)
    {
        var name = new Option<string>("--name")
        {
            Description = "Name of the browser: browser:NAME; further ones get a number",
            DefaultValueFactory = _ => "page",
        };
        var port = new Option<int>("--port") { Description = "Port to listen on; 0 takes a free one" };
        var network = new Option<bool>("--network")
        {
            Description = "Let other machines open the page, by https with a certificate of its own",
        };
        var launch = new Option<string?>("--launch")
        {
            Description = "Command that opens a browser, without the address, e.g. \"chromium --headless\"; "
                + "started again when the page is gone",
        };
        var command = new Command("browser", "Make browsers devices: print the address of a page that a phone's browser opens")
        {
            name, port, network, launch,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var options = new BrowserHubOptions
            {
                Name = Checked(parsed.GetValue(name)!),
                Port = parsed.GetValue(port) is >= 0 and <= 65535 and var number
                    ? number
                    : throw new OptionException("--port", $"must be a number from 0 to 65535, not {parsed.GetValue(port)}"),
                IsOpenToNetwork = parsed.GetValue(network),
                Launch = parsed.GetValue(launch) is { } words ? CommandWords.Split(words, launch.Name) : null,
            };
            var hub = await BrowserHub.StartAsync(options, cancellation).ConfigureAwait(false);
            await using (hub.ConfigureAwait(false))
            {
                var isJson = CommonArguments.IsJson(parsed);
                hub.Joined += (browser, agent) =>
                {
                    Say(
                        context, isJson, $"browser:{browser} has joined: {agent}",
                        new BrowserEvent("joined", $"browser:{browser}", agent, hub.Address));
                    if (!isJson && options.Launch is null) context.Out.WriteLine($"For another browser, open {hub.Address}");
                };
                var hasSaid = false;
                hub.LaunchEnded += code =>
                {
                    if (hasSaid) return;
                    hasSaid = true;
                    context.Error.WriteLine($"The command of --launch ended with exit code {code} before a page came; it is tried again.");
                };
                Say(
                    context, isJson,
                    options.Launch is null ? Invitation(context, hub.Address, options.IsOpenToNetwork) : "Waiting for the browser.",
                    new BrowserEvent("listening", null, null, hub.Address));
                await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(false);
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Say(CliContext context, bool isJson, string line, BrowserEvent told)
    {
        if (isJson) context.Out.WriteLine(JsonSerializer.Serialize(told, CliJson.Default.BrowserEvent));
        else context.Out.WriteLine(line);
        context.Out.Flush();
    }

    private static string Invitation(CliContext context, string address, bool isOpenToNetwork)
    {
        var picture = context.IsTerminal && isOpenToNetwork ? $"{Picture(address)}\n" : "";
        var port = new Uri(address).Port;
        var hint = isOpenToNetwork
            ? "The browser warns of a certificate that nobody has signed: it is this program's own."
            : $"A phone on USB reaches it after `adb reverse tcp:{port} tcp:{port}`; other machines with --network.";
        return $"{picture}Open {address} in the browser that is to be a device, and keep that page in front.\n{hint}\nCtrl-C ends it.";
    }

    private static string Picture(string address)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.L);
        using var code = new AsciiQRCode(data);
        return code.GetGraphicSmall();
    }

    private static string Checked(string name) =>
        name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? name
            : throw new OptionException("--name", $"must be 1 to {LongestName} letters, digits, hyphens or underscores");
}
