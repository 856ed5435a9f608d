using Sartor.Lab.Layers;

namespace Sartor.Lab.Tests.Layers;

public sealed class TensorDifferenceTests
{
    /// <summary>By hand: Σx² = 50, Σ(x − y)² = 0.5: a ratio of 100, 20 dB.</summary>
    [Fact]
    public void Sqnr_IsTheRatioOfSignalToNoise()
    {
        var difference = new TensorDifference();
        difference.Add([3, 4], [3.5f, 4.5f]);
        difference.Add([5, 0], [5, 0]);
        difference.SqnrDb!.Value.ShouldBe(20, 1e-9);
    }

    [Fact]
    public void Sqnr_OfEqualTensors_IsNone()
    {
        var difference = new TensorDifference();
        difference.Add([3, 4], [3, 4]);
        difference.SqnrDb.ShouldBeNull();
        difference.SpreadError.ShouldBe(0);
    }

    [Fact]
    public void Sqnr_OfNothing_IsNone()
    {
        var zeros = new TensorDifference();
        zeros.Add([0, 0], [1, 0]);
        zeros.SqnrDb.ShouldBeNull();
        var wild = new TensorDifference();
        wild.Add([1, 2], [1, float.NaN]);
        wild.SqnrDb.ShouldBeNull();
        wild.SpreadError.ShouldBe(double.PositiveInfinity);
    }
}
