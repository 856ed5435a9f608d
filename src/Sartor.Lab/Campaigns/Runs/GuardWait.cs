using System.Globalization;
using Sartor.Results.Records;

namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Waits until a device is as its guards want it.</summary>
/// <param name="guards">What it has to be like.</param>
/// <param name="time">The clock of the waiting.</param>
internal sealed class GuardWait(DeviceGuards guards, TimeProvider time)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private bool _hasNoted;

    /// <summary>Is told once what is waited for, and null when the waiting is over.</summary>
    public Action<string?>? Waits { get; init; }

    /// <summary>Asks the device until it is well, or the time is up.</summary>
    /// <param name="ask">Its state; null where it does not say.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>What is still wrong, one sentence, or null; and guards that it has no sensor for, each told once.</returns>
    public Task<(string? Problem, IReadOnlyList<string> Notes)> RunAsync(
        Func<CancellationToken, Task<DeviceStateFacts?>> ask, CancellationToken cancellation) =>
        RunAsync(ask, _ => Task.FromResult<bool?>(null), cancellation);

    /// <param name="ask">Its state; null where it does not say.</param>
    /// <param name="askScreen">Whether its screen is on; asked only where that is a guard, and null where it does not say.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <inheritdoc cref="RunAsync(Func{CancellationToken, Task{DeviceStateFacts?}}, CancellationToken)"/>
    public async Task<(string? Problem, IReadOnlyList<string> Notes)> RunAsync(
        Func<CancellationToken, Task<DeviceStateFacts?>> ask, Func<CancellationToken, Task<bool?>> askScreen,
        CancellationToken cancellation)
    {
        if (!guards.Any) return (null, []);
        var started = time.GetTimestamp();
        var notes = new List<string>();
        for (var isWaiting = false; ; isWaiting = true)
        {
            var state = await ask(cancellation).ConfigureAwait(false);
            var screen = guards.IsScreenOn is null ? null : await askScreen(cancellation).ConfigureAwait(false);
            if (!_hasNoted) notes.AddRange(Unchecked(state, screen));
            _hasNoted = true;
            var problem = Problem(state, screen);
            if (problem is null)
            {
                if (isWaiting) Waits?.Invoke(null);
                return (null, notes);
            }
            if (time.GetElapsedTime(started) >= guards.CoolDown)
            {
                var seconds = guards.CoolDown.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
                return ($"{problem}, also after {seconds} s of waiting", notes);
            }
            if (!isWaiting) Waits?.Invoke(problem);
            await Task.Delay(s_interval, time, cancellation).ConfigureAwait(false);
        }
    }

    private string? Problem(DeviceStateFacts? state, bool? screen)
    {
        if (guards.MaxTemperatureC is { } most && Hottest(state) is { } zone && zone.TemperatureC > most)
            return string.Create(CultureInfo.InvariantCulture, $"{zone.Type} has {zone.TemperatureC:0.#} °C (max-temperature-c {most})");
        if (guards.MinBatteryPercent is { } least && state?.Battery?.Percent is { } percent && percent < least)
            return string.Create(CultureInfo.InvariantCulture, $"the battery is {percent} % full (min-battery-percent {least})");
        if (guards.IsScreenOn is { } wanted && screen is { } isOn && isOn != wanted)
            return $"the screen is {Word(isOn)} (screen {Word(wanted)})";
        return null;
    }

    private static string Word(bool isOn) => isOn ? "on" : "off";

    private IEnumerable<string> Unchecked(DeviceStateFacts? state, bool? screen)
    {
        if (guards.MaxTemperatureC is not null && Hottest(state) is null)
        {
            yield return guards.ThermalZone is { } name
                ? $"max-temperature-c is not checked: the device has no thermometer named like '{name}'"
                : "max-temperature-c is not checked: the device tells no temperature";
        }
        if (guards.MinBatteryPercent is not null && state?.Battery?.Percent is null)
            yield return "min-battery-percent is not checked: the device tells of no battery";
        if (guards.IsScreenOn is not null && screen is null)
            yield return "screen is not checked: the device does not tell whether it is on";
    }

    private ThermalZoneFacts? Hottest(DeviceStateFacts? state) => state?.ThermalZones
        .Where(zone => guards.ThermalZone is null || zone.Type.Contains(guards.ThermalZone, StringComparison.OrdinalIgnoreCase))
        .MaxBy(zone => zone.TemperatureC);
}
