using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Convert.Verification;

/// <summary>Seeded inputs that no data set has: they show errors of layout, padding and limits that a smooth image hides.</summary>
public static class RandomInputs
{
    /// <summary>Noise as a source takes it, as float values.</summary>
    /// <param name="signature">The source's own.</param>
    /// <param name="seed">The same seed gives the same values on every machine.</param>
    /// <param name="domains">One for each input; null: <see cref="InputDomain.Of"/>.</param>
    public static Tensor[] For(ModelSignature signature, ulong seed, IReadOnlyList<InputDomain>? domains = null) =>
        For(signature, seed, InputPattern.Noise, domains);

    /// <summary>Values of a pattern as a source takes them, as float values.</summary>
    /// <param name="signature">The source's own.</param>
    /// <param name="seed">The same seed gives the same values on every machine.</param>
    /// <param name="pattern">How they lie in the domain.</param>
    /// <param name="domains">One for each input; null: <see cref="InputDomain.Of"/>.</param>
    public static Tensor[] For(
        ModelSignature signature, ulong seed, InputPattern pattern, IReadOnlyList<InputDomain>? domains = null)
    {
        ArgumentNullException.ThrowIfNull(signature);
        var tensors = new Tensor[signature.Inputs.Count];
        for (var i = 0; i < tensors.Length; i++)
        {
            var input = signature.Inputs[i];
            var domain = domains?[i] ?? InputDomain.Of(input);
            tensors[i] = domain.Value ?? Values(input, domain, pattern, seed + ((ulong)i << 32));
        }
        return tensors;
    }

    private static Tensor Values(TensorMapping input, InputDomain domain, InputPattern pattern, ulong seed)
    {
        var (low, high) = (domain.Low, domain.High);
        var isReal = input.Quantization is not null || input.VariantType.Element.IsFloat();
        var shape = input.FedShape;
        var zero = low <= 0 && high >= 0 ? 0 : low;
        var values = pattern switch
        {
            // Integers are cut: the largest gets as wide a part as the others.
            InputPattern.Noise => Uniform(shape, low, isReal ? high : high + 1, seed),
            InputPattern.Extremes => Filled(shape, (_, draw) => draw < 0.5f ? low : high, seed),
            InputPattern.Low => Filled(shape, (_, _) => low, seed),
            InputPattern.High => Filled(shape, (_, _) => high, seed),
            // A draw decides and is the value: what is left of it is uniform again.
            InputPattern.Sparse => Filled(shape, (_, draw) => draw < 0.5f ? zero : At((2 * draw) - 1), seed),
            InputPattern.Ramp => Filled(shape, (i, _) => At((float)((double)i / Math.Max(1, shape.ElementCount - 1))), seed),
            InputPattern.Steps => Filled(shape, (i, draw) => At((i / StepLength(shape) % 2 == 0 ? 0.25f : 0.75f) + (draw / 8)), seed),
            _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "no pattern"),
        };
        return input.Quantization is not null ? values
            : isReal ? values.ConvertTo(input.VariantType.Element)
            : Floored(values).ConvertTo(input.VariantType.Element);

        float At(float share) => low + ((high - low) * share);
    }

    private static Tensor Floored(Tensor values) =>
        Tensor.Create(values.Shape, Array.ConvertAll(values.ToSingles(), value => (int)MathF.Floor(value)));

    // Blocks of some rows.
    private static long StepLength(Shape shape) => Math.Max(1, shape.ElementCount / 7);

    private static Tensor Filled(Shape shape, Func<long, float, float> value, ulong seed)
    {
        var draws = Uniform(shape, 0, 1, seed).ToSingles();
        for (var i = 0; i < draws.Length; i++) draws[i] = value(i, draws[i]);
        return Tensor.Create(shape, draws);
    }

    /// <summary>Uniform values, the same for the same seed on every machine.</summary>
    /// <param name="shape">Extents of the input.</param>
    /// <param name="low">Lower end.</param>
    /// <param name="high">Upper end.</param>
    /// <param name="seed">Seed of a SplitMix64 stream (Steele, Lea and Flood 2014).</param>
    public static Tensor Uniform(Shape shape, float low, float high, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var data = GC.AllocateUninitializedArray<byte>(checked((int)(shape.ElementCount * sizeof(float))));
        Fill(MemoryMarshal.Cast<byte, float>(data.AsSpan()), low, high, seed);
        return new Tensor(ElementType.Float32, shape, data);
    }

    /// <summary>The same values, written where they are to be.</summary>
    internal static void Fill(Span<float> values, float low, float high, ulong seed)
    {
        for (var i = 0; i < values.Length; i++)
        {
            seed += 0x9E3779B97F4A7C15;
            var z = seed;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            values[i] = low + ((high - low) * (float)((z >> 40) * (1.0 / (1 << 24))));
        }
    }
}
