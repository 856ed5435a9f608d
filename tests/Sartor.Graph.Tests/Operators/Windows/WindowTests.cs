namespace Sartor.Graph.Tests.Operators.Windows;

/// <summary>Expected values are worked out by hand from the drawings in the ONNX specification of MaxPool.</summary>
public sealed class WindowTests
{
    [Theory]
    [InlineData(224, 7, 2, 1, 6, false, 0, 112)]
    [InlineData(5, 3, 2, 1, 0, false, 0, 2)]
    [InlineData(6, 3, 2, 1, 0, false, 0, 2)]
    [InlineData(6, 3, 2, 1, 0, true, 0, 3)]
    [InlineData(4, 3, 1, 2, 0, false, 0, 0)]
    [InlineData(2, 1, 2, 1, 2, true, 1, 2)]
    [InlineData(3, 1, 3, 1, 0, true, 0, 1)]
    public void Extent_CountsWindows(
        long input, long kernel, long stride, long dilation, long pads, bool ceiling, long padBefore, long expected) =>
        Window.Extent(input, kernel, stride, dilation, pads, ceiling, padBefore).ShouldBe(expected);

    [Theory]
    [InlineData(224, 3, 2, 1, 1)]
    [InlineData(7, 3, 1, 1, 2)]
    [InlineData(7, 3, 1, 2, 4)]
    [InlineData(8, 1, 2, 1, 0)]
    public void SamePadding_GivesInputOverStride(long input, long kernel, long stride, long dilation, long expected)
    {
        Window.SamePadding(input, kernel, stride, dilation).ShouldBe(expected);
        Window.Extent(input, kernel, stride, dilation, expected, ceiling: false).ShouldBe((input + stride - 1) / stride);
    }
}
