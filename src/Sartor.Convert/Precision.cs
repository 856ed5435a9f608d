namespace Sartor.Convert;

/// <summary>Arithmetic and storage of a variant.</summary>
public enum Precision
{
    /// <summary>Everything float32.</summary>
    Float32,
    /// <summary>Constants stored as float16, computed in float32.</summary>
    Float16,
    /// <summary>Weights of 1,024 elements or more stored as int8; activations float32, quantised on the fly by the kernels.</summary>
    DynamicRangeInt8,
    /// <summary>Weights and activations int8 by calibrated ranges, inputs and outputs too.</summary>
    Int8,
}
