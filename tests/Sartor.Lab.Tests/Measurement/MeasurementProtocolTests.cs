using Sartor.Lab.Measurement;

namespace Sartor.Lab.Tests.Measurement;

public sealed class MeasurementProtocolTests
{
    [Fact]
    public void Defaults_AreSound()
    {
        new MeasurementProtocol().Problem().ShouldBeNull();
        MeasurementProtocol.Quick.Problem().ShouldBeNull();
    }

    [Fact]
    public void Contradictions_AreNamed()
    {
        new MeasurementProtocol { MinRuns = 0 }.Problem().ShouldNotBeNull();
        new MeasurementProtocol { Threads = 0 }.Problem().ShouldNotBeNull();
        new MeasurementProtocol { MinSeconds = 60 }.Problem().ShouldNotBeNull();
        new MeasurementProtocol { MaxSeconds = double.NaN }.Problem().ShouldNotBeNull();
        new MeasurementProtocol { MinRounds = 0 }.Problem().ShouldNotBeNull();
        new MeasurementProtocol { MinRounds = 21 }.Problem().ShouldNotBeNull();
        new MeasurementProtocol { MaxRepeats = -1 }.Problem().ShouldNotBeNull();
        new MeasurementProtocol { TargetHalfWidth = 0 }.Problem().ShouldNotBeNull();
        new MeasurementProtocol { TargetHalfWidth = double.NaN }.Problem().ShouldNotBeNull();
        new MeasurementProtocol { TrialSeconds = -1 }.Problem().ShouldNotBeNull();
        new MeasurementProtocol { MinRuns = 30_000 }.Problem().ShouldNotBeNull();
    }
}
