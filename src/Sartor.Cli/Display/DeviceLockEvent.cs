namespace Sartor.Cli.Display;

/// <summary>What happens to a lock of a device, as one line of JSON.</summary>
/// <param name="Event"><c>locked</c> or <c>released</c>.</param>
/// <param name="Device">The address of the device.</param>
/// <param name="UntilUtc">When the lock ends by itself; null for never.</param>
/// <param name="Reason">What for; null where nothing was said.</param>
internal sealed record DeviceLockEvent(string Event, string Device, DateTimeOffset? UntilUtc, string? Reason);
