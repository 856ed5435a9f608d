namespace Sartor.Cli.Diagnosis;

/// <summary>What <c>sartor doctor</c> found.</summary>
/// <param name="CanFit">True when every part that <c>sartor fit</c> needs is there.</param>
/// <param name="Checks">One entry a part, grouped.</param>
internal sealed record MachineReport(bool CanFit, IReadOnlyList<MachineCheck> Checks);
