using Sartor.Core;

namespace Sartor.Kernels;

/// <summary>An element type, plain or quantised.</summary>
/// <param name="Element">The type.</param>
/// <param name="IsQuantized">Whether it stands for reals.</param>
internal readonly record struct ValueType(ElementType Element, bool IsQuantized = false)
{
    /// <summary>Every type that a tensor of data may have.</summary>
    public static IReadOnlyList<ValueType> All { get; } =
    [
        new(ElementType.Float32), new(ElementType.Float16), new(ElementType.Float64), new(ElementType.Int8), new(ElementType.UInt8),
        new(ElementType.Int16), new(ElementType.Int32), new(ElementType.UInt32), new(ElementType.Int64), new(ElementType.Bool),
        new(ElementType.Int8, true), new(ElementType.UInt8, true), new(ElementType.Int16, true),
    ];

    public Marking Marking => IsQuantized ? Marking.PerTensor : Marking.None;
}

/// <summary>Which values an operator is defined for.</summary>
internal enum Domain
{
    /// <summary>−4 to 4; integers −8 to 8.</summary>
    Signed,
    /// <summary>0.25 to 4; integers 1 to 5.</summary>
    Positive,
    /// <summary>−1 to 3, so that the zero point is neither an end nor the middle of a type; integers as those of both signs.</summary>
    Skewed,
    /// <summary>Integers 0 to 3, in every type.</summary>
    Whole,
}

/// <summary>Seeded values.</summary>
internal static class SeededValues
{
    /// <summary>Values of a tensor, the same for the same seed on every machine.</summary>
    public static double[] Of(ValueType type, Shape shape, Domain domain, int seed)
    {
        var random = new Random(seed);
        var values = new double[shape.ElementCount];
        for (var i = 0; i < values.Length; i++) values[i] = Of(type, domain, random.NextDouble());
        return values;
    }

    private static double Of(ValueType type, Domain domain, double u) => (type.Element, domain) switch
    {
        (ElementType.Bool, _) => Math.Floor(2 * u),
        (_, Domain.Whole) => Math.Floor(4 * u),
        _ when type.IsQuantized || type.Element.IsFloat() => domain switch
        {
            Domain.Positive => 0.25 + (3.75 * u),
            Domain.Skewed => (4 * u) - 1,
            _ => (8 * u) - 4,
        },
        (_, Domain.Positive) => 1 + Math.Floor(5 * u),
        (ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32, _) => Math.Floor(9 * u),
        _ => Math.Floor(17 * u) - 8,
    };
}
