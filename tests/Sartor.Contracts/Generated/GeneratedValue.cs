using Sartor.Core;

namespace Sartor.Contracts.Generated;

/// <summary>A value of a generated network, with what ONNX Runtime gives for it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Sample">Its elements on the sample of the network.</param>
/// <param name="IsExact">
/// Nothing was rounded on the way to it: only then may it be cut off, compared or ordered, where a last bit decides.
/// </param>
public sealed record GeneratedValue(string Name, Tensor Sample, bool IsExact)
{
    /// <summary>Its dimensions.</summary>
    public long[] Extents { get; } = [.. Sample.Shape.Extents];

    /// <summary>How many dimensions it has.</summary>
    public int Rank => Extents.Length;

    /// <summary>How many elements it has.</summary>
    public long Count => Sample.Shape.ElementCount;

    /// <summary>The largest magnitude of an element; not a number where one is not.</summary>
    public double Largest { get; } =
        Sample.Element == ElementType.Bool ? 1 : Sample.ToDoubles().Select(Math.Abs).Aggregate(0.0, Math.Max);
}
