namespace Sartor.Graph.Bindings;

/// <summary>What TFLite's 8-bit quantisation specification asks of an operator's tensors.</summary>
public enum Int8Rule
{
    /// <summary>No int8 kernel, or none that is trusted: the operator stays float32 between DEQUANTIZE and QUANTIZE.</summary>
    Float,
    /// <summary>Inputs and outputs each have parameters of their own.</summary>
    Free,
    /// <summary>The output has the parameters of input 0; other inputs are not quantised (indices, shapes).</summary>
    SameAsInput,
    /// <summary>All inputs have the parameters of the output.</summary>
    SameAsOutput,
    /// <summary>Input 0 is an activation, input 1 symmetric weights, input 2 an int32 bias.</summary>
    Weighted,
    /// <summary>The output has scale 1/256 and zero point −128: values in [0, 1).</summary>
    UnitInterval,
    /// <summary>The output has scale 1/128 and zero point 0: values in [−1, 1).</summary>
    SignedUnitInterval,
}
