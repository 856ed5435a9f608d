namespace Sartor.Data.Samples;

/// <summary>Extents of an image, written height first.</summary>
/// <param name="Height">In pixels, ≥ 1.</param>
/// <param name="Width">In pixels, ≥ 1.</param>
public readonly record struct PictureSize(int Height, int Width)
{
    public override string ToString() => $"{Height} × {Width}";
}
