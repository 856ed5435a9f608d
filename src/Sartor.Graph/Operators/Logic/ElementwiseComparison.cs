using Sartor.Core;
using Sartor.Graph.Operators.Elementwise;

namespace Sartor.Graph.Operators.Logic;

/// <summary>A relation of two elements at the same place; the result is bool.</summary>
public abstract record ElementwiseComparison : ElementwiseBinary
{
    protected sealed override ElementType ResultElement(ElementType operand) => ElementType.Bool;

    public sealed override double Apply(double x, double y) => Holds(x.CompareTo(y), double.IsNaN(x) || double.IsNaN(y)) ? 1 : 0;

    public sealed override long Apply(long x, long y) => Holds(x.CompareTo(y), unordered: false) ? 1 : 0;

    /// <summary>Whether the relation holds.</summary>
    /// <param name="order">Negative, 0 or positive for x &lt; y, x = y, x &gt; y.</param>
    /// <param name="unordered">One of the two is not a number.</param>
    protected abstract bool Holds(int order, bool unordered);
}
