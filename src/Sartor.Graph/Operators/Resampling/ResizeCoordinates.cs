namespace Sartor.Graph.Operators.Resampling;

/// <summary>The place in the input of result element k (ONNX Resize, coordinate_transformation_mode).</summary>
public enum ResizeCoordinates
{
    /// <summary>(k + ½) / scale − ½</summary>
    HalfPixel,
    /// <summary>As <see cref="HalfPixel"/>, but 0 where the result has one element.</summary>
    PyTorchHalfPixel,
    /// <summary>k / scale</summary>
    Asymmetric,
    /// <summary>k · (input − 1) / (result − 1)</summary>
    AlignCorners,
    /// <summary>(k + ½) / scale</summary>
    HalfPixelForNearest,
}
