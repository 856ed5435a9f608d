using Sartor.Core;
using Sartor.Results.Records;

namespace Sartor.Lab.Devices;

/// <summary>Looks at devices again and again, and tells what changed. A device that somebody measures on is not asked.</summary>
/// <param name="list">What is connected.</param>
/// <param name="ask">The state of a device by its address, null where it does not say; throws where it does not answer.</param>
/// <param name="ownerOf">Who has the lock of a device.</param>
internal sealed class DeviceWatch(
    Func<CancellationToken, Task<IReadOnlyList<FoundDevice>>> list,
    Func<string, CancellationToken, Task<DeviceStateFacts?>> ask,
    Func<string, string?> ownerOf)
{
    /// <summary>State of a device that is not there.</summary>
    public const string Lost = "lost";

    private readonly Dictionary<string, DeviceNews> _known = [];

    /// <summary>Addresses to be watched; null for all that are listed.</summary>
    public IReadOnlyCollection<string>? Only { get; init; }

    /// <summary>Addresses that are asked: what is not listed, and what is to tell its battery and temperature.</summary>
    public IReadOnlyCollection<string> Asked { get; init; } = [];

    /// <summary>Looks once.</summary>
    /// <returns>What is other than the last time; at the first time all devices.</returns>
    public async Task<IReadOnlyList<DeviceNews>> LookAsync(CancellationToken cancellation)
    {
        var news = new List<DeviceNews>();
        var found = await FoundAsync(cancellation).ConfigureAwait(false);
        foreach (var device in found.Where(device => !Asked.Contains(device.Address)))
            Tell(device.Address, device.State, device.Problem, null, news);
        foreach (var address in Asked)
        {
            if (ownerOf(address) is null) await AskAsync(address, news, cancellation).ConfigureAwait(false);
            else Tell(address, _known.GetValueOrDefault(address)?.State ?? FoundDevice.Ready, null, null, news);
        }
        foreach (var address in Wanted(found).Where(address => !Asked.Contains(address) && found.All(device => device.Address != address)))
            Tell(address, Lost, null, null, news);
        return news;
    }

    private IEnumerable<string> Wanted(IReadOnlyList<FoundDevice> found) =>
        Only ?? [.. _known.Keys.Union(found.Select(device => device.Address))];

    private async Task<IReadOnlyList<FoundDevice>> FoundAsync(CancellationToken cancellation)
    {
        // Nothing that a list knows is watched.
        if (Only is not null && Only.All(Asked.Contains)) return [];
        var found = await list(cancellation).ConfigureAwait(false);
        return [.. found.Where(device => Only is null || Only.Contains(device.Address))];
    }

    private async Task AskAsync(string address, List<DeviceNews> news, CancellationToken cancellation)
    {
        try
        {
            Tell(address, FoundDevice.Ready, null, await ask(address, cancellation).ConfigureAwait(false), news);
        }
        catch (SartorException e)
        {
            var problem = e.Message.StartsWith($"{address}: ", StringComparison.Ordinal) ? e.Message[(address.Length + 2)..] : e.Message;
            Tell(address, Lost, problem.TrimEnd('.'), null, news);
        }
    }

    private void Tell(string address, string state, string? problem, DeviceStateFacts? facts, List<DeviceNews> news)
    {
        var before = _known.GetValueOrDefault(address);
        var isLost = state == Lost;
        var kind = before is null ? "found" : isLost ? Lost : before.State == Lost ? "back" : "changed";
        var hottest = facts?.ThermalZones.Select(zone => (double?)zone.TemperatureC).Max();
        var now = new DeviceNews(kind, address, state, problem, ownerOf(address), facts?.Battery?.Percent, hottest);
        if (before is not null && IsSame(before, now)) return;
        _known[address] = now;
        news.Add(now);
    }

    // A thermometer moves all the time, and the sentence about a device that is gone may have other numbers each time.
    private static bool IsSame(DeviceNews one, DeviceNews other) => one.State == other.State && one.InUseBy == other.InUseBy
        && (one.Problem == other.Problem || one.State == Lost)
        && (other.InUseBy is not null
            || (one.BatteryPercent == other.BatteryPercent
                && one.TemperatureC is null == other.TemperatureC is null
                && Math.Abs((one.TemperatureC ?? 0) - (other.TemperatureC ?? 0)) < 1));
}
