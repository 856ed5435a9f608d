namespace Sartor.Lab.Campaigns.Runs;

/// <summary>Whether a device takes trials.</summary>
public enum LaneState
{
    /// <summary>It does.</summary>
    Ready,
    /// <summary>It does, and its next measurement waits until it is as <see cref="DeviceGuards"/> want it.</summary>
    Waiting,
    /// <summary>It failed several times in a row; it is probed again later.</summary>
    Quarantined,
    /// <summary>It did not come back; its trials wait for the next run.</summary>
    GivenUp,
}
