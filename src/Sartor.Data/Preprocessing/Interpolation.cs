namespace Sartor.Data.Preprocessing;

/// <summary>How an image is resized. All use half-pixel centres: output i samples the input at <c>(i + ½)·in/out − ½</c>.</summary>
public enum Interpolation
{
    /// <summary>Two taps an axis at any scale, not antialiased: TensorFlow <c>tf.image.resize</c>, OpenCV <c>INTER_LINEAR</c>.</summary>
    Bilinear,
    /// <summary>Bilinear whose triangle widens with the scale when shrinking: Pillow and torchvision <c>BILINEAR</c>.</summary>
    Triangle,
    /// <summary>Keys' cubic with a = −½, widened when shrinking: Pillow and torchvision <c>BICUBIC</c>.</summary>
    Bicubic,
    /// <summary>The mean over the covered area, part pixels by their share: OpenCV <c>INTER_AREA</c> when shrinking.</summary>
    Area,
}
