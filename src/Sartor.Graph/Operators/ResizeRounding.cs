namespace Sartor.Graph.Operators;

/// <summary>Which neighbour of a place is the nearest (ONNX Resize, nearest_mode).</summary>
public enum ResizeRounding
{
    /// <summary>round_prefer_floor</summary>
    HalfDown,
    /// <summary>round_prefer_ceil</summary>
    HalfUp,
    Floor,
    Ceiling,
}
