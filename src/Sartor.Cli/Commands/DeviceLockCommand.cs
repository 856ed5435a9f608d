using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sartor.Cli.Display;
using Sartor.Cli.Options;
using Sartor.Core;
using Sartor.Lab.Devices;

namespace Sartor.Cli.Commands;

/// <summary>Keeps campaigns off a device as long as a person needs it.</summary>
internal static partial class DeviceLockCommand
{
    private const int LongestReason = 200;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10);

    public static Command Of(CliContext context)
    {
        var address = new Argument<string>("address")
        {
            Description = "The device: its address, or a name of `sartor device add`",
            HelpName = "address",
        };
        address.CompletionSources.Add(DeviceArguments.Names);
        var lease = new Option<string?>("--for")
        {
            Description = "How long, as 45s, 30min, 2h or 1d (default: until Ctrl-C)",
            HelpName = "time",
        };
        var reason = new Option<string?>("--reason")
        {
            Description = "What for; whoever wants the device meanwhile is told",
            HelpName = "text",
        };
        var command = new Command("lock", "Keep campaigns off a device until Ctrl-C, or for a time") { address, lease, reason };
        command.SetAction(async (parsed, cancellation) =>
        {
            var device = DeviceNames.Resolve(parsed.GetValue(address)!);
            DeviceCatalog.Open(device).Dispose();
            var until = parsed.GetValue(lease) is { } text ? context.Time.GetUtcNow() + Lease(text) : (DateTimeOffset?)null;
            await HoldAsync(context, device, until, parsed.GetValue(reason), CommonArguments.IsJson(parsed), cancellation)
                .ConfigureAwait(false);
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task HoldAsync(
        CliContext context, string device, DateTimeOffset? until, string? reason, bool isJson, CancellationToken cancellation)
    {
        if (reason?.Length is 0 or > LongestReason) throw new OptionException("--reason", $"must be 1 to {LongestReason} characters");
        var end = until is { } time ? $" until {time.ToLocalTime():yyyy-MM-dd HH:mm:ss}" : "";
        using var held = DeviceLock.Take(device, $"`sartor device lock`{end}{(reason is null ? "" : $": {reason}")}");
        Say("locked", $"{device} is locked{end}. Ctrl-C ends it.");
        // By the clock of the wall: a machine that slept does not hold it longer.
        while (until is null || context.Time.GetUtcNow() < until)
        {
            var left = until is { } last ? last - context.Time.GetUtcNow() : s_look;
            await Task.Delay(left < s_look ? left : s_look, context.Time, cancellation).ConfigureAwait(false);
        }
        Say("released", $"{device} is free again.");

        void Say(string kind, string line)
        {
            var told = new DeviceLockEvent(kind, device, until, reason);
            context.Out.WriteLine(isJson ? JsonSerializer.Serialize(told, CliJson.Default.DeviceLockEvent) : line);
            context.Out.Flush();
        }
    }

    private static TimeSpan Lease(string text)
    {
        if (Time().Match(text) is { Success: true } match
            && double.TryParse(
                match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            var seconds = number * match.Groups["unit"].Value switch { "s" => 1, "min" or "m" => 60, "h" => 3600, _ => 86_400 };
            if (seconds > 0 && seconds <= s_longest.TotalSeconds) return TimeSpan.FromSeconds(seconds);
        }
        throw new OptionException("--for", $"must be a time up to {s_longest.TotalDays:0} days, as 45s, 30min, 2h or 1d, not '{text}'");
    }

    [GeneratedRegex(
        @"^(?<number>[0-9]{1,9}(\.[0-9]{1,9})?) ?(?<unit>s|min|m|h|d)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Time();
}
