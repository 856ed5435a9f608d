using Sartor.Core;

namespace Sartor.Kernels.Cases;

/// <summary>One operator on all types of data: the same case for each <see cref="ValueType"/>, and for each type of its indices.</summary>
/// <param name="Operator">Name in the schema.</param>
/// <param name="Outputs">Extents of its outputs.</param>
internal sealed record Family(string Operator, params Shape[] Outputs)
{
    private static readonly ElementType[] IndexTypes = [ElementType.Int32, ElementType.Int64];

    private readonly List<Func<ValueType, ElementType, int, KernelInput>> _inputs = [];
    private readonly Dictionary<string, object> _attributes = [];
    private bool _hasIndices;

    /// <summary>Where the parameters of quantised outputs come from.</summary>
    public OutputScale Scale { get; init; } = OutputScale.Own;

    /// <summary>All quantised inputs have the same parameters.</summary>
    public bool SharesScale { get; init; }

    /// <summary>Element type of the results; null for that of the data.</summary>
    public ElementType? Result { get; init; }

    /// <summary>The last output holds positions: int32, whatever the data are.</summary>
    public bool GivesPositions { get; init; }

    /// <summary>An option.</summary>
    public Family With(string attribute, object value)
    {
        _attributes[attribute] = value;
        return this;
    }

    /// <summary>An input of the type at hand.</summary>
    public Family Data(Shape shape, Domain domain = Domain.Signed, bool isConstant = false)
    {
        _inputs.Add((type, _, seed) =>
            new KernelInput(type.Element, shape, SeededValues.Of(type, shape, domain, seed), type.Marking, isConstant));
        return this;
    }

    /// <summary>Constant whole numbers from 0 of the type at hand, whatever that is.</summary>
    public Family Whole(Shape shape)
    {
        _inputs.Add((type, _, seed) =>
            new KernelInput(type.Element, shape, SeededValues.Of(type, shape, Domain.Whole, seed), type.Marking, IsConstant: true));
        return this;
    }

    /// <summary>An input of one type.</summary>
    public Family Of(ElementType element, Shape shape)
    {
        _inputs.Add((_, _, seed) => new KernelInput(element, shape, SeededValues.Of(new(element), shape, Domain.Signed, seed)));
        return this;
    }

    /// <summary>Constant indices, an axis, a shape: as int32 and as int64.</summary>
    public Family Indices(Shape shape, params double[] values)
    {
        _hasIndices = true;
        _inputs.Add((_, index, _) => KernelInput.Index(index, shape, values));
        return this;
    }

    /// <summary>A case for each type of data and of indices.</summary>
    public IEnumerable<KernelCase> Cases() =>
        from type in ValueType.All
        from index in _hasIndices ? IndexTypes : [ElementType.Int32]
        let isQuantized = type.IsQuantized && Result is null
        select new KernelCase(
            Operator, [.. _inputs.Select((make, i) => make(type, index, i + 1))],
            [.. Outputs.Select((shape, i) => GivesPositions && i == Outputs.Length - 1
                ? new KernelOutput(ElementType.Int32, shape, IsQuantized: false)
                : new KernelOutput(Result ?? type.Element, shape, isQuantized, Scale))],
            Attributes(type))
        {
            SharesScale = SharesScale,
        };

    // ADD and SUB of int16 take general scales only where they are told so.
    private Dictionary<string, object> Attributes(ValueType type) => Operator is "ADD" or "SUB" && type.Element == ElementType.Int16
        ? new(_attributes) { ["pot_scale_int16"] = 0L }
        : _attributes;
}
