namespace Sartor.Graph.Operators.Reductions;

/// <summary>What a <see cref="Reduce"/> makes of the elements.</summary>
public enum ReductionKind
{
    Sum,
    Mean,
    Max,
    Min,
    Product,
    /// <summary>True when some element is true; bool.</summary>
    Any,
    /// <summary>True when every element is true; bool.</summary>
    All,
}
