namespace Sartor.Graph.Operators.Windows;

/// <summary>Order of the axes of a convolution kernel; I is the number of input channels of one group.</summary>
public enum KernelLayout
{
    /// <summary>[O,I,spatial…], ONNX.</summary>
    OutputInputSpatial,
    /// <summary>[O,spatial…,I], TFLite CONV_2D.</summary>
    OutputSpatialInput,
    /// <summary>[I,spatial…,O] with I = 1, TFLite DEPTHWISE_CONV_2D.</summary>
    InputSpatialOutput,
}
