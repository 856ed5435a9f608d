using Sartor.Lab.Measurement;
using Sartor.Workers.Protocol;

namespace Sartor.Lab.Tests.Measurement;

public sealed class TrialIdTests
{
    private static readonly DeviceDescription s_device = new("cpu", ["avx2"], 2, 1024, "os", "6.1", "x64", ".NET 10", null);

    private static string Id(string variant = "ab", string version = "1.0", DeviceDescription? device = null, string delegateName = "cpu",
        MeasurementProtocol? protocol = null) =>
        TrialId.For(variant, "tflite", version, device ?? s_device, delegateName, "All", protocol ?? new MeasurementProtocol());

    [Fact]
    public void SameTrial_HasTheSameId()
    {
        Id().ShouldBe(Id());
        Id().Length.ShouldBe(64);
    }

    [Fact]
    public void AnyChange_GivesAnother()
    {
        string[] ids =
        [
            Id(),
            Id(variant: "ac"),
            Id(version: "1.1"),
            Id(delegateName: "xnnpack"),
            Id(device: s_device with { Cores = 3 }),
            Id(device: s_device with { Governor = "powersave" }),
            Id(protocol: new MeasurementProtocol { Threads = 2 }),
            Id(protocol: new MeasurementProtocol { MinRuns = 51 }),
            Id(protocol: new MeasurementProtocol { MinRounds = 6 }),
            Id(protocol: new MeasurementProtocol { MaxRounds = 21 }),
            Id(protocol: new MeasurementProtocol { TargetHalfWidth = 0.01 }),
            Id(protocol: new MeasurementProtocol { TrialSeconds = 9 }),
            Id(protocol: new MeasurementProtocol { MaxRepeats = 1 }),
            Id(version: "1.0\ndelegate=cpu"),
        ];
        ids.Distinct().Count().ShouldBe(ids.Length);
    }
}
