using Sartor.Core;

namespace Sartor.Kernels;

/// <summary>How a tensor of a case is quantised.</summary>
internal enum Marking
{
    None,
    /// <summary>One scale; asymmetric for 8 bits, symmetric for 16.</summary>
    PerTensor,
    /// <summary>One scale and zero point 0, as weights have it.</summary>
    Symmetric,
    /// <summary>A scale for each index of an axis, zero points 0.</summary>
    PerAxis,
    /// <summary>Integers in steps of the product of the scales of the input and the weights.</summary>
    Bias,
}

/// <summary>An input of a case.</summary>
/// <param name="Element">Type of its elements in the file.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Values">Its elements as reals; integers where it is not quantised and no float.</param>
/// <param name="Marking">How it is quantised.</param>
/// <param name="IsConstant">Stored in the file; else fed.</param>
internal sealed record KernelInput(
    ElementType Element, Shape Shape, double[] Values, Marking Marking = Marking.None, bool IsConstant = false)
{
    /// <summary>The axis of <see cref="Marking.PerAxis"/>.</summary>
    public int Axis { get; init; }

    /// <summary>Constant integers: an axis, a shape, indices.</summary>
    public static KernelInput Index(ElementType element, Shape shape, params ReadOnlySpan<double> values) =>
        new(element, shape, values.ToArray(), IsConstant: true);
}

/// <summary>Where the parameters of an output come from.</summary>
internal enum OutputScale
{
    /// <summary>From the range of the expected results.</summary>
    Own,
    /// <summary>Those of the first quantised input.</summary>
    SameAsInput,
    /// <summary>[0, 1): softmax and logistic.</summary>
    UnitInterval,
    /// <summary>[−1, 1): tanh and L2 normalisation.</summary>
    SignedUnitInterval,
    /// <summary>(−16, 0]: log-softmax.</summary>
    Logarithm,
}

/// <summary>An output of a case.</summary>
/// <param name="Element">Type of its elements.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="IsQuantized">Whether its integers stand for reals.</param>
/// <param name="Scale">Where its parameters come from.</param>
internal sealed record KernelOutput(ElementType Element, Shape Shape, bool IsQuantized, OutputScale Scale = OutputScale.Own)
{
    /// <summary>A scale for each index of the last axis.</summary>
    public bool IsPerAxis { get; init; }
}
