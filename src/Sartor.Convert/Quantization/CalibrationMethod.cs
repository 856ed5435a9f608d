namespace Sartor.Convert.Quantization;

/// <summary>How the range of an activation follows from what calibration saw.</summary>
public enum CalibrationMethod
{
    /// <summary>Smallest and largest value seen.</summary>
    MinMax,
    /// <summary>The central 99.99 % of the values.</summary>
    Percentile,
    /// <summary>
    /// The range whose 8-bit grid has the least expected squared error (clipping and rounding together) over the histogram.
    /// </summary>
    MeanSquaredError,
    /// <summary>
    /// The threshold of magnitudes whose 128 steps give a distribution with the least Kullback-Leibler divergence from that of the values,
    /// as TensorRT defines it; all values where that costs twice the squared error.
    /// </summary>
    Entropy,
}
