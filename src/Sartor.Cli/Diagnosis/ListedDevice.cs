namespace Sartor.Cli.Diagnosis;

/// <summary>A line of <c>sartor device list</c>.</summary>
/// <param name="Address">As --device takes it.</param>
/// <param name="State">Ready, or what keeps it from being used, as adb says it; of an AVD, stopped or running.</param>
/// <param name="Model">What it calls itself; null where it does not say.</param>
/// <param name="Problem">What to do before it can be used; null where nothing is known.</param>
internal sealed record ListedDevice(string Address, string State, string? Model, string? Problem);
