using System.Text.Json;
using Sartor.Convert.Quantization;
using Sartor.Lab.Jobs;

namespace Sartor.Lab.Tests.Jobs;

public sealed class StoredCalibrationTests
{
    [Fact]
    public void What_is_stored_comes_back_whole()
    {
        var found = new ActivationStatistics(new ActivationRange(-1, 3), [0.5, 1])
        {
            Slices = [new SliceStatistics(1, [0.5, 1], [0.25, 2], [-1, 0], [1, 3])],
            SmallestPeak = 0.75,
            HasNonFinite = true,
        };
        var stored = StoredCalibration.Of(new Dictionary<string, ActivationStatistics> { ["a"] = found });
        var json = JsonSerializer.Serialize(stored, CalibrationContext.Default.StoredCalibration);
        var read = JsonSerializer.Deserialize(json, CalibrationContext.Default.StoredCalibration)!.ToStatistics()["a"];
        read.Range.ShouldBe(found.Range);
        read.ChannelMeans.ShouldBe(found.ChannelMeans);
        read.SmallestPeak.ShouldBe(0.75);
        read.HasNonFinite.ShouldBeTrue();
        var slices = read.Slices.ShouldHaveSingleItem();
        slices.Axis.ShouldBe(1);
        slices.Means.ShouldBe([0.5, 1]);
        slices.Deviations.ShouldBe([0.25, 2]);
        slices.Minima.ShouldBe([-1.0, 0]);
        slices.Maxima.ShouldBe([1.0, 3]);
    }
}
