using Sartor.Core;

namespace Sartor.Convert.Verification;

/// <summary>Seeded inputs that no data set has: they show errors of layout and padding that a smooth image hides.</summary>
public static class RandomInputs
{
    /// <summary>Uniform values, the same for the same seed on every machine.</summary>
    /// <param name="shape">Extents of the input.</param>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end.</param>
    /// <param name="seed">Seed of a SplitMix64 stream (Steele, Lea and Flood 2014).</param>
    public static Tensor Uniform(Shape shape, float low, float high, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var values = new float[shape.ElementCount];
        for (var i = 0; i < values.Length; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            var z = seed;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[i] = low + ((high - low) * (float)((z >> 40) * (1.0 / (1 << 24))));
        }
        return Tensor.Create(shape, values);
    }
}
