namespace Sartor.Cli.Diagnosis;

/// <summary>A line of <c>sartor device list</c>.</summary>
/// <param name="Address">As --device takes it.</param>
/// <param name="State">Ready, or what keeps it from being used, as adb says it; of an AVD, stopped or running.</param>
/// <param name="Model">What it calls itself; null where it does not say.</param>
/// <param name="Problem">What to do before it can be used; null where nothing is known.</param>
/// <param name="Name">Its short name, which --device takes, too; null where it has none.</param>
/// <param name="InUseBy">Who has its lock: a campaign, or a person; null where nobody does.</param>
internal sealed record ListedDevice(
    string Address, string State, string? Model, string? Problem, string? Name = null, string? InUseBy = null);
