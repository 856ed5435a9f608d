namespace Sartor.Lab.Devices;

/// <summary>How a device is, and what changed.</summary>
/// <param name="Event"><c>found</c>: it is looked at for the first time; <c>lost</c>; <c>back</c>; <c>changed</c>: anything else.</param>
/// <param name="Device">Its address.</param>
/// <param name="State"><c>ready</c>, or what keeps it from being used, in a word.</param>
/// <param name="Problem">Why it cannot be used, or what to do; null where nothing is known.</param>
/// <param name="InUseBy">Who has its lock; null where nobody does.</param>
/// <param name="BatteryPercent">How full its battery is; null where it does not say.</param>
/// <param name="TemperatureC">Of its hottest thermometer; null where it does not say.</param>
internal sealed record DeviceNews(
    string Event, string Device, string State, string? Problem, string? InUseBy, long? BatteryPercent, double? TemperatureC);
