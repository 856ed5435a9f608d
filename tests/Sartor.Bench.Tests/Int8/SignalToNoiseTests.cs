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
    public void Ratios_of_samples_add_up()
    {
        var (first, second, both) = (new SignalToNoise(), new SignalToNoise(), new SignalToNoise());
        first.Add([1, 0], [1, 0.5f]);
        second.Add([7], [7.5f]);
        both.Add(first);
        both.Add(second);
        // Signal 1 + 49, noise 1/4 + 1/4.
        both.Decibels.ShouldBe(20, 1e-9);
    }

    [Fact]
    public void Equal_outputs_have_no_noise()
    {
        var ratio = new SignalToNoise();
        ratio.Add([1, 2], [1, 2]);
        double.IsPositiveInfinity(ratio.Decibels).ShouldBeTrue();
    }
}
