namespace Sartor.Cli.Diagnosis;

/// <summary>One part of the machine.</summary>
/// <param name="Group">Its group: <c>engines</c>, <c>devices</c>, …</param>
/// <param name="Name">The part.</param>
/// <param name="State">Whether it was found.</param>
/// <param name="Detail">Its version or what was found; for a missing part, why it counts as missing.</param>
/// <param name="Purpose">What Sartor does with it.</param>
/// <param name="HowToGet">How to install it; null when it was found or cannot be installed.</param>
internal sealed record MachineCheck(string Group, string Name, CheckState State, string Detail, string Purpose, string? HowToGet);
