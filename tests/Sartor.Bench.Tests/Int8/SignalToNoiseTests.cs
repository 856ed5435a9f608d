using Sartor.Bench.Int8;

namespace Sartor.Bench.Tests.Int8;

public sealed class SignalToNoiseTests
{
    [Fact]
    public void Ratio_is_of_the_sums_over_all_samples()
    {
        var ratio = new SignalToNoise();
        ratio.Add([3, 4, float.NaN], [3, 4.5f, 7]);
        ratio.Add([0, 5, float.NegativeInfinity], [0, 5, 0]);
        // Signal 9 + 16 + 25, noise 1/4.
        ratio.Decibels.ShouldBe(10 * Math.Log10(200), 1e-9);
    }

    [Fact]
    public void Equal_outputs_have_no_noise()
    {
        var ratio = new SignalToNoise();
        ratio.Add([1, 2], [1, 2]);
        double.IsPositiveInfinity(ratio.Decibels).ShouldBeTrue();
    }
}
