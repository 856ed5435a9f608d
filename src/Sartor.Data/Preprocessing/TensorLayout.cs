namespace Sartor.Data.Preprocessing;

/// <summary>The order of the axes of an image in a tensor.</summary>
public enum TensorLayout
{
    /// <summary><c>[N,C,H,W]</c>, or <c>[C,H,W]</c>.</summary>
    Nchw,
    /// <summary><c>[N,H,W,C]</c>, <c>[H,W,C]</c> or, for one channel, <c>[N,H,W]</c>.</summary>
    Nhwc,
    /// <summary><c>[N, H·W·C]</c>, or any other shape: a sample's values in the order of the tensor, not resized.</summary>
    Flat,
}
