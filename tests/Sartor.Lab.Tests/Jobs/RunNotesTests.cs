using Sartor.Lab.Jobs;
using Sartor.Results.Records;

namespace Sartor.Lab.Tests.Jobs;

public sealed class RunNotesTests
{
    private static readonly DeviceFacts s_device = new()
    {
        Address = "host",
        Cpu = "A Processor",
        CpuFeatures = [],
        Cores = 2,
        MemoryBytes = null,
        Os = "an OS",
        Kernel = "1",
        Architecture = "arm64",
    };

    [Theory]
    [InlineData(2, false, "arm64")]
    [InlineData(3, false, "arm64", "more-threads-than-cores")]
    [InlineData(64, true, "arm64", "more-threads-than-cores", "quick-run")]
    [InlineData(1, true, "arm64", "quick-run")]
    [InlineData(1, false, "x64", "measured-on-x64")]
    public void Measurement_SaysWhatItsNumbersDoNotTell(int threads, bool isQuick, string architecture, params string[] codes) =>
        RunNotes.OfMeasurement(s_device with { Architecture = architecture }, threads, isQuick).Select(note => note.Code).ShouldBe(codes);

    [Theory]
    [InlineData(800, 1000, "fewer-calibration-samples")]
    [InlineData(200, 200)]
    [InlineData(200, null)]
    [InlineData(1, 1, "few-calibration-samples")]
    [InlineData(1, 5, "fewer-calibration-samples", "few-calibration-samples")]
    public void Calibration_SaysWhatItWasNotGiven(int calibrating, int? wanted, params string[] codes) =>
        RunNotes.OfCalibration(calibrating, wanted).Select(note => note.Code).ShouldBe(codes);

    [Fact]
    public void AnotherDevice_IsTheOneThatSomebodyChose() =>
        RunNotes.OfMeasurement(s_device with { Address = "exec:board", Architecture = "x64" }, 1, isQuick: false).ShouldBeEmpty();

    [Fact]
    public void ThreadsAboveTheCores_AreToldWithTheirNumber() =>
        RunNotes.OfMeasurement(s_device, 64, isQuick: false).Single().Message.ShouldBe(
            "64 threads on 2 cores wait for one another, so the latencies are not those of the engine; use --threads 2 or fewer.");
}
