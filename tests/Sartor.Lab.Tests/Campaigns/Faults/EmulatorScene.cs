using Sartor.Contracts.Devices;

namespace Sartor.Lab.Tests.Campaigns.Faults;

/// <summary>An Android emulator that the campaign starts.</summary>
internal sealed class EmulatorScene : FaultScene
{
    public EmulatorScene() => AfterFailure = () => Avd.Set();

    /// <summary>What is wrong with its boot is mended after the first failure.</summary>
    public VirtualDevice Avd { get; } = new();

    public override string Address => Avd.Address;

    public override IReadOnlyList<int> Workers() => Avd.Workers();

    public override void Dispose()
    {
        Avd.Dispose();
        base.Dispose();
    }
}
