using Sartor.Core;

namespace Sartor.Graph.Tests.Operators.Normalizations;

/// <summary>
/// Expected sums are written out from the ONNX specification of LRN: of Size channels, ⌊(Size−1)/2⌋ lie before and ⌈(Size−1)/2⌉ after.
/// ONNX Runtime takes odd sizes only, so nothing else checks the even ones.
/// </summary>
public sealed class LocalResponseNormalizationTests
{
    // The squares of the channels are 1, 4, 9, 16.
    [Theory]
    [InlineData(1, new[] { 1.0, 4, 9, 16 })]
    [InlineData(2, new[] { 5.0, 13, 25, 16 })]
    [InlineData(3, new[] { 5.0, 14, 29, 25 })]
    [InlineData(4, new[] { 14.0, 30, 29, 25 })]
    [InlineData(5, new[] { 14.0, 30, 30, 29 })]
    public void Window_ReachesFurtherAfterThanBefore(long size, double[] sums)
    {
        // Alpha = Size makes x / (1 + Σ).
        foreach (var layout in new[] { ChannelLayout.ChannelsFirst, ChannelLayout.ChannelsLast })
        {
            var shape = layout == ChannelLayout.ChannelsFirst ? new Shape(1, 4, 1, 1) : new Shape(1, 1, 1, 4);
            var op = new LocalResponseNormalization(layout, size, size, 1, 1);
            var result = op.Evaluate([Tensor.Create(shape, new[] { 1f, 2, 3, 4 })]).ShouldNotBeNull().ShouldHaveSingleItem();
            for (var c = 0; c < sums.Length; c++)
                result.ToDoubles()[c].ShouldBe((c + 1) / (1 + sums[c]), 1e-6, $"size {size}, channel {c}");
        }
    }
}
