using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>Running means of the channels, the last axis, of a stream of tensors.</summary>
internal sealed class ChannelMeans(int channels)
{
    private readonly double[] _sums = new double[channels];
    private long _rows;

    /// <summary>An empty mean for a value; null when it has no last axis.</summary>
    public static ChannelMeans? For(Value value) =>
        value.Type is { Element: ElementType.Float32, Shape: { Rank: > 1 } shape } && shape[-1] > 0 ? new ChannelMeans((int)shape[-1]) : null;

    public void Add(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i += _sums.Length)
        {
            for (var c = 0; c < _sums.Length; c++) _sums[c] += values[i + c];
            _rows++;
        }
    }

    public double[] Means() => Array.ConvertAll(_sums, s => s / Math.Max(1, _rows));
}
