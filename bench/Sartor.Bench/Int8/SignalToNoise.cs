namespace Sartor.Bench.Int8;

/// <summary>Signal-to-quantization-noise ratio of a variant's outputs over a stream of samples.</summary>
internal sealed class SignalToNoise
{
    private double _signal;
    private double _noise;

    /// <summary>10 · log₁₀(Σ source² / Σ (source − variant)²) in dB; +∞ without noise.</summary>
    public double Decibels => 10 * Math.Log10(_signal / _noise);

    /// <summary>Counts another ratio's samples.</summary>
    public void Add(SignalToNoise other)
    {
        _signal += other._signal;
        _noise += other._noise;
    }

    /// <summary>Counts one output of one sample; elements that are not finite in the source say nothing.</summary>
    public void Add(ReadOnlySpan<float> source, ReadOnlySpan<float> variant)
    {
        for (var i = 0; i < source.Length; i++)
        {
            if (!float.IsFinite(source[i])) continue;
            var difference = (double)source[i] - variant[i];
            _signal += (double)source[i] * source[i];
            _noise += difference * difference;
        }
    }
}
