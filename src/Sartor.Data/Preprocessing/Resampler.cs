using Sartor.Data.Samples;

namespace Sartor.Data.Preprocessing;

/// <summary>
/// Separable resizing, rows first, in managed arithmetic of fixed order: the same bits on every platform. Nothing is rounded to bytes
/// between the two passes (Pillow rounds, so it differs by up to one unit).
/// </summary>
internal static class Resampler
{
    /// <summary>The window, <c>[Height, Width, Channels]</c>, in pixel units 0..255 (a cubic may leave that range).</summary>
    public static float[] Resize(PixelImage image, ResizeWindow window, Interpolation interpolation)
    {
        var columns = ResampleWeights.For(window.SourceWidth, window.FullWidth, window.X, window.Width, interpolation);
        var rows = ResampleWeights.For(window.SourceHeight, window.FullHeight, window.Y, window.Height, interpolation);
        var firstRow = rows.First(0);
        var lastRow = firstRow;
        for (var y = 0; y < window.Height; y++) lastRow = Math.Max(lastRow, rows.First(y) + rows.Taps(y).Length);

        var stride = window.Width * image.Channels;
        var narrow = new float[(lastRow - firstRow) * stride];
        for (var y = firstRow; y < lastRow; y++)
            ResizeRow(image, window.SourceX, window.SourceY + y, columns, window.Width, narrow.AsSpan((y - firstRow) * stride, stride));
        return MixRows(narrow, stride, firstRow, rows, window.Height);
    }

    private static void ResizeRow(PixelImage image, int left, int y, ResampleWeights columns, int width, Span<float> result)
    {
        var channels = image.Channels;
        var row = image.Data.Span.Slice(y * image.Width * channels, image.Width * channels);
        for (var x = 0; x < width; x++)
        {
            var taps = columns.Taps(x);
            var start = (left + columns.First(x)) * channels;
            for (var c = 0; c < channels; c++)
            {
                double sum = 0;
                for (var k = 0; k < taps.Length; k++) sum += taps[k] * row[start + (k * channels) + c];
                result[(x * channels) + c] = (float)sum;
            }
        }
    }

    private static float[] MixRows(float[] narrow, int stride, int firstRow, ResampleWeights rows, int height)
    {
        var result = new float[height * stride];
        var sums = new double[stride];
        for (var y = 0; y < height; y++)
        {
            Array.Clear(sums);
            var taps = rows.Taps(y);
            for (var k = 0; k < taps.Length; k++)
            {
                var row = narrow.AsSpan((rows.First(y) - firstRow + k) * stride, stride);
                for (var x = 0; x < stride; x++) sums[x] += taps[k] * row[x];
            }
            for (var x = 0; x < stride; x++) result[(y * stride) + x] = (float)sums[x];
        }
        return result;
    }
}
