using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Lab.Devices;
using Sartor.Results.Records;

namespace Sartor.Cli.Commands;

/// <summary>Shows what changes about devices, until it is stopped.</summary>
internal static class DeviceWatchCommand
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);

    public static Command Of(CliContext context)
    {
        var addresses = new Argument<string[]>("address")
        {
            Description = "Devices by address or name, which also tell battery and temperature; without any, all that `device list` shows",
            HelpName = "address",
            Arity = ArgumentArity.ZeroOrMore,
        };
        addresses.CompletionSources.Add(DeviceArguments.Names);
        var command = new Command("watch", "Show what changes about devices until Ctrl-C: lost, back, in use, battery, temperature")
        {
            addresses,
        };
        command.SetAction((parsed, cancellation) =>
            RunAsync(context, parsed.GetValue(addresses) ?? [], CommonArguments.IsJson(parsed), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliContext context, string[] given, bool isJson, CancellationToken cancellation)
    {
        var names = DeviceNames.All();
        string[] only = [.. given.Select(DeviceNames.Resolve).Distinct()];
        foreach (var address in only) DeviceCatalog.Open(address).Dispose();
        using var open = new OpenDevices(context.Time);
        string[] asked = [.. only.Length > 0 ? only.Where(IsAsked) : names.Values.Where(IsUnlisted).Distinct()];
        var watch = new DeviceWatch(DeviceCatalog.ListAsync, open.AskAsync, DeviceLock.OwnerOf)
        {
            Only = only.Length > 0 ? only : null,
            Asked = asked,
        };
        while (true)
        {
            foreach (var news in await watch.LookAsync(cancellation).ConfigureAwait(false))
            {
                if (news.InUseBy is not null) open.Leave(news.Device);
                var name = DeviceNames.NameOf(names, news.Device);
                context.Out.WriteLine(isJson ? Json(news, name, context.Time) : Line(news, name, context.Time));
            }
            await context.Out.FlushAsync(cancellation).ConfigureAwait(false);
            await Task.Delay(s_interval, context.Time, cancellation).ConfigureAwait(false);
        }
    }

    // To ask others would change what runs there: a browser's worker is a thread of its page.
    private static bool IsAsked(string address) =>
        address == HostDevice.Name || address.StartsWith("adb:", StringComparison.Ordinal) || IsUnlisted(address);

    private static bool IsUnlisted(string address) =>
        address.StartsWith("ssh:", StringComparison.Ordinal) || address.StartsWith("exec:", StringComparison.Ordinal);

    private static string Json(DeviceNews news, string? name, TimeProvider time) => JsonSerializer.Serialize(
        new DeviceEvent(
            news.Event, time.GetUtcNow(), news.Device, name, news.State, news.Problem, news.InUseBy, news.BatteryPercent,
            news.TemperatureC),
        CliJson.Default.DeviceEvent);

    private static string Line(DeviceNews news, string? name, TimeProvider time)
    {
        var parts = new List<string> { news.Event == "back" ? $"back, {news.State}" : news.State };
        if (news.InUseBy is not null) parts.Add($"in use by {news.InUseBy}");
        if (news.BatteryPercent is { } percent) parts.Add($"battery {percent} %");
        if (news.TemperatureC is { } celsius) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{celsius:0.#} °C"));
        var problem = news.Problem is null ? "" : $": {news.Problem}";
        var device = name is null ? news.Device : $"{name} ({news.Device})";
        return $"{time.GetLocalNow():HH:mm:ss} {device} {string.Join(", ", parts)}{problem}";
    }

    /// <summary>Devices that are kept open between the questions.</summary>
    private sealed class OpenDevices(TimeProvider time) : IDisposable
    {
        private readonly Dictionary<string, IDevice> _open = [];

        public async Task<DeviceStateFacts?> AskAsync(string address, CancellationToken cancellation)
        {
            try
            {
                if (!_open.TryGetValue(address, out var device)) _open.Add(address, device = DeviceCatalog.Open(address));
                await device.DescribeAsync(cancellation).ConfigureAwait(false);
                return await DeviceStates.AskAsync(device, time, cancellation).ConfigureAwait(false);
            }
            catch (SartorException)
            {
                Leave(address);
                throw;
            }
        }

        public void Leave(string address)
        {
            if (_open.Remove(address, out var device)) device.Dispose();
        }

        public void Dispose()
        {
            foreach (var device in _open.Values) device.Dispose();
        }
    }
}
