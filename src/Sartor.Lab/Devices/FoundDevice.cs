namespace Sartor.Lab.Devices;

/// <summary>A device that can be named.</summary>
/// <param name="Address">As <c>--device</c> takes it.</param>
/// <param name="State">One of the constants below, or what keeps it from being used, in a word.</param>
/// <param name="Model">What it calls itself; null where it does not say.</param>
/// <param name="Problem">What to do before it can be used; null where nothing is known.</param>
public sealed record FoundDevice(string Address, string State, string? Model, string? Problem)
{
    /// <summary>The state of a device that can be used.</summary>
    public const string Ready = "ready";

    /// <summary>The state of a virtual device that no emulator runs: Sartor starts it.</summary>
    public const string Stopped = "stopped";

    /// <summary>The state of a virtual device that an emulator runs: Sartor starts another one, and leaves that alone.</summary>
    public const string Running = "running";

    /// <summary>Whether it can be used as it is.</summary>
    public bool IsUsable => State is Ready or Stopped or Running;
}
