using Sartor.Convert;
using Sartor.Convert.Quantization;
using Sartor.Convert.Weights;
using Sartor.Core;
using Sartor.Data.Preprocessing;

namespace Sartor.Bench.Verdicts;

/// <summary>A network of the bench, with the inputs that it is made for.</summary>
/// <param name="Name">For a table.</param>
/// <param name="Build">The ONNX file of a seed: the same architecture with other weights.</param>
/// <param name="Element">Element type of the input.</param>
/// <param name="Extents">Extents of the input, the batch of 1 first.</param>
internal sealed record BenchNetwork(string Name, Func<int, byte[]> Build, ElementType Element, params IReadOnlyList<long> Extents)
{
    /// <summary>Smallest value of an input; for integers the smallest index.</summary>
    public float Low { get; init; } = -1;

    /// <summary>Largest value of an input; for integers the largest index.</summary>
    public float High { get; init; } = 1;

    /// <summary>A folder with labelled data; null: <see cref="Sample"/> makes the data.</summary>
    public Func<string, string>? Data { get; init; }

    /// <summary>The share of the mistakes that are planted in it: less than 1 for a network that takes long to run.</summary>
    public double Share { get; init; } = 1;

    /// <summary>False for a file, which has one set of weights.</summary>
    public bool HasSeeds { get; init; } = true;

    /// <summary>Of how many seeds right files are made.</summary>
    public int Seeds { get; init; } = 5;

    /// <summary>The precisions that it is written in.</summary>
    public IReadOnlyList<Precision> Precisions { get; init; } = Convert.Precisions.All;

    /// <summary>False for one that is written for the default target alone.</summary>
    public bool IsForAllTargets { get; init; } = true;

    /// <summary>What int8 is to do beside its rules; null for nothing.</summary>
    public Func<ModelConverter, Int8Options>? Int8 { get; init; }

    /// <summary>How its weights are reduced; null: not at all.</summary>
    public WeightReduction? Reduction { get; init; }

    /// <summary>What is done to pixels, which its files take in its place; null: they take what it takes.</summary>
    public PreprocessOptions? Pixels { get; init; }

    /// <summary>
    /// An input as the network's data have it: a level, a contrast, a slope along each axis and noise, different for each sample. Indices
    /// are uniform over their whole range.
    /// </summary>
    public Tensor Sample(Random random)
    {
        var shape = new Shape([.. Extents]);
        if (Element.IsInteger())
            return Tensor.Create(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(_ => Index(random))]).ConvertTo(Element);
        var (level, contrast) = (random.NextSingle(), random.NextSingle());
        var slopes = Extents.Select(_ => random.NextSingle() - 0.5f).ToArray();
        var strides = shape.Strides();
        var values = new float[shape.ElementCount];
        for (var i = 0; i < values.Length; i++)
        {
            var value = level + (contrast * (random.NextSingle() - 0.5f));
            for (var axis = 0; axis < slopes.Length; axis++)
                value += slopes[axis] * ((i / strides[axis] % Extents[axis] / (float)Extents[axis]) - 0.5f);
            values[i] = Low + ((High - Low) * Math.Clamp(value, 0, 1));
        }
        return Tensor.Create(shape, values);
    }

    private long Index(Random random) => random.NextInt64((long)Low, (long)High + 1);
}
