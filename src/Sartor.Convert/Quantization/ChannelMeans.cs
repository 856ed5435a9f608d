using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Quantization;

/// <summary>Running means of the finite values of each channel, the last axis, of a stream of tensors; 0 where there is none.</summary>
internal sealed class ChannelMeans(int channels)
{
    private readonly double[] _sums = new double[channels];
    private readonly long[] _counts = new long[channels];

    /// <summary>An empty mean for a value; null when it has no last axis.</summary>
    public static ChannelMeans? For(Value value) =>
        value.Type is { Element: ElementType.Float32, Shape: { Rank: > 1 } shape } && shape[-1] > 0
            ? new ChannelMeans((int)shape[-1])
            : null;

    public void Add(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i += _sums.Length)
        {
            for (var c = 0; c < _sums.Length; c++)
            {
                var value = values[i + c];
                if (!float.IsFinite(value)) continue;
                _sums[c] += value;
                _counts[c]++;
            }
        }
    }

    public double[] Means() => [.. _sums.Select((s, c) => s / Math.Max(1, _counts[c]))];
}
