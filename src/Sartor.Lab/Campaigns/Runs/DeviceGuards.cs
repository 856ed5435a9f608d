namespace Sartor.Lab.Campaigns.Runs;

/// <summary>What a device has to be like before a trial is measured on it.</summary>
public sealed record DeviceGuards
{
    /// <summary>The hottest thermometer must not be above this; null for no limit.</summary>
    public double? MaxTemperatureC { get; init; }

    /// <summary>Only thermometers whose type contains this text count; null for all.</summary>
    public string? ThermalZone { get; init; }

    /// <summary>The battery must be at least so full, 0 to 100; null for no limit.</summary>
    public int? MinBatteryPercent { get; init; }

    /// <summary>The screen must be on, or off; null for either.</summary>
    public bool? IsScreenOn { get; init; }

    /// <summary>How long a trial waits for that before the attempt fails. Default 300 s.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Whether there is anything to check.</summary>
    internal bool Any => MaxTemperatureC is not null || MinBatteryPercent is not null || IsScreenOn is not null;
}
