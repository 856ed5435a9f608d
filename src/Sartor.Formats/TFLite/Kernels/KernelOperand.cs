using Sartor.Core;

namespace Sartor.Formats.TFLite.Kernels;

/// <summary>A tensor of an operator, as far as the choice of a kernel goes.</summary>
/// <param name="Element">Type of its elements.</param>
/// <param name="Quantization">Its parameters; null where it has none.</param>
internal readonly record struct KernelOperand(ElementType Element, QuantizationParameters? Quantization)
{
    /// <summary>After the type: one scale for the tensor.</summary>
    public const string PerTensor = "/t";

    /// <summary>After the type: a scale for each index of an axis.</summary>
    public const string PerAxis = "/c";

    /// <summary>
    /// <c>float32</c>, <c>int8/t</c>, <c>int8/c</c>. Integers of 32 and 64 bits are biases and indices, whose parameters no kernel reads.
    /// </summary>
    public override string ToString() => Element.Label() + Marking;

    /// <summary>What stands after the type; empty for a tensor whose parameters no kernel reads.</summary>
    public string Marking => Quantization is null || Element is ElementType.Int32 or ElementType.Int64
        ? ""
        : Quantization.IsPerAxis ? PerAxis : PerTensor;
}
