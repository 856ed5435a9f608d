using Sartor.Core;

namespace Sartor.Data.Preprocessing;

/// <summary>What the shape of a model's input says about samples: images, or arrays of numbers.</summary>
/// <param name="Batch">Samples in one tensor, ≥ 1.</param>
/// <param name="Height">In pixels; 0 for <see cref="TensorLayout.Flat"/>.</param>
/// <param name="Width">In pixels; 0 for <see cref="TensorLayout.Flat"/>.</param>
/// <param name="Channels">1 or 3; 0 for <see cref="TensorLayout.Flat"/>.</param>
/// <param name="Layout">The order of the axes.</param>
public sealed record InputGeometry(int Batch, int Height, int Width, int Channels, TensorLayout Layout)
{
    private const int MaxElements = 1 << 28;

    /// <summary>
    /// The geometry of a tensor; <see cref="TensorLayout.Flat"/> where its shape is not that of images. Null where the shape is unknown,
    /// empty, huge or that of a scalar.
    /// </summary>
    /// <param name="input">Type of the model's input.</param>
    /// <param name="layout">Where the shape alone leaves it open, e.g. <c>[1,3,3,3]</c>; null: channels are the axis of extent 1 or 3,
    /// <c>[N,H,W,C]</c> before <c>[N,C,H,W]</c>.</param>
    public static InputGeometry? TryFrom(TensorType input, TensorLayout? layout = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Shape is not { } shape || shape.ElementCount is 0 or > MaxElements) return null;
        var e = shape.Extents.Select(x => (int)x).ToArray();
        return e.Length switch
        {
            4 => FromImage(e[0], e[1], e[2], e[3], layout) ?? new InputGeometry(e[0], 0, 0, 0, TensorLayout.Flat),
            3 when e[0] == 1 && layout != TensorLayout.Nchw && e[2] != 3 => new InputGeometry(1, e[1], e[2], 1, TensorLayout.Nhwc),
            3 => FromImage(1, e[0], e[1], e[2], layout) ?? new InputGeometry(e[0], e[1], e[2], 1, TensorLayout.Nhwc),
            1 => new InputGeometry(1, 0, 0, 0, TensorLayout.Flat),
            0 => null,
            _ => new InputGeometry(e[0], 0, 0, 0, TensorLayout.Flat),
        };
    }

    private static InputGeometry? FromImage(int batch, int a, int b, int c, TensorLayout? layout)
    {
        var fitsNhwc = c is 1 or 3 && layout != TensorLayout.Nchw;
        var fitsNchw = a is 1 or 3 && layout != TensorLayout.Nhwc;
        // Both fit, e.g. [1,1,3,3]: the reading that gives a square image is the likelier one.
        if (fitsNhwc && fitsNchw && b == c && a != b) fitsNhwc = false;
        if (fitsNhwc) return new InputGeometry(batch, a, b, c, TensorLayout.Nhwc);
        return fitsNchw ? new InputGeometry(batch, b, c, a, TensorLayout.Nchw) : null;
    }
}
