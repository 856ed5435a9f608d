namespace Sartor.Cli.Display;

/// <summary>What changed about a device, as one line of JSON.</summary>
/// <param name="Event"><c>found</c>, <c>lost</c>, <c>back</c> or <c>changed</c>.</param>
/// <param name="AtUtc">When it was seen.</param>
/// <param name="Device">Its address.</param>
/// <param name="Name">Its short name; null where it has none.</param>
/// <param name="State"><c>ready</c>, or what keeps it from being used, in a word.</param>
/// <param name="Problem">Why it cannot be used, or what to do; null where nothing is known.</param>
/// <param name="InUseBy">Who has its lock; null where nobody does.</param>
/// <param name="BatteryPercent">How full its battery is; null where it does not say.</param>
/// <param name="TemperatureC">Of its hottest thermometer; null where it does not say.</param>
internal sealed record DeviceEvent(
    string Event, DateTimeOffset AtUtc, string Device, string? Name, string State, string? Problem, string? InUseBy, long? BatteryPercent,
    double? TemperatureC);
