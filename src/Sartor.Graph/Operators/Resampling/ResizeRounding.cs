namespace Sartor.Graph.Operators.Resampling;

/// <summary>Which neighbour of a place is the nearest (ONNX Resize, nearest_mode).</summary>
public enum ResizeRounding
{
    /// <summary>round_prefer_floor</summary>
    HalfDown,
    /// <summary>round_prefer_ceil</summary>
    HalfUp,
    Floor,
    Ceiling,
    /// <summary>What Resize 10 and Upsample leave open, as ONNX Runtime does it: up along axes that shrink, down along others.</summary>
    CeilingWhereSmaller,
}
