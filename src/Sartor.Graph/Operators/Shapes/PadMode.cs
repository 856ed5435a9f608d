namespace Sartor.Graph.Operators.Shapes;

/// <summary>What a <see cref="Pad"/> puts around.</summary>
public enum PadMode
{
    /// <summary>One value.</summary>
    Constant,
    /// <summary>The elements mirrored at the border, which is not repeated.</summary>
    Reflect,
    /// <summary>The elements mirrored at the border, which is repeated.</summary>
    Symmetric,
    /// <summary>The border's element.</summary>
    Edge,
    /// <summary>The elements from the other end: the tensor repeats.</summary>
    Wrap,
}
