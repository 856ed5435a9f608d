namespace Sartor.Graph.Operators.Resampling;

/// <summary>Interpolation of a <see cref="Resize"/>.</summary>
public enum ResizeMode
{
    Nearest,
    /// <summary>Linear along each axis.</summary>
    Linear,
    /// <summary>Cubic along each axis, over four neighbours.</summary>
    Cubic,
}
