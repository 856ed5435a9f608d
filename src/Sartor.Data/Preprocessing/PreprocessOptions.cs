using System.Globalization;
using Sartor.Core;

namespace Sartor.Data.Preprocessing;

/// <summary>
/// How an image becomes a model's input, in this order: colour, crop by <see cref="CropFraction"/>, resize the shorter side to
/// <see cref="Resize"/>, crop to <see cref="Crop"/>, fit to the input's height and width, then
/// <c>value = (pixel − Mean) / Std</c> with pixels in 0..255.
/// </summary>
public sealed record PreprocessOptions
{
    /// <summary>Subtracted, in pixel units 0..255: one value, or one a channel in the order of <see cref="Color"/>. Default 0.</summary>
    public EquatableArray<double> Mean { get; init; } = [0];

    /// <summary>Divided by, in pixel units, &gt; 0: one value, or one a channel. Default 255, which gives 0..1 with mean 0.</summary>
    public EquatableArray<double> Std { get; init; } = [255];

    /// <summary>
    /// Length of the shorter side in pixels, the longer one in proportion (rounded down, as torchvision does); null: not resized so.
    /// </summary>
    public int? Resize { get; init; }

    /// <summary>
    /// Side of a centred square in pixels, which no image may be smaller than; null: with <see cref="Resize"/> the input's own height and
    /// width, else no crop. With <see cref="Resize"/> it has to be the input's height and width.
    /// </summary>
    public int? Crop { get; init; }

    /// <summary>
    /// Share of height and of width that a centred crop keeps, in (0, 1], as <c>tf.image.central_crop</c>: TensorFlow's
    /// evaluation of ImageNet networks takes 0.875. Null: no such crop. Excludes <see cref="Resize"/> and <see cref="Crop"/>.
    /// </summary>
    public double? CropFraction { get; init; }

    /// <summary>For every resize. Default <see cref="Interpolation.Bilinear"/>.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>The order of the channels that the model takes. A model with one channel gets luma, whatever this says.</summary>
    public ColorOrder Color { get; init; } = ColorOrder.Rgb;

    /// <summary>The problem with these values, as a clause for a sentence; null where there is none.</summary>
    public string? Problem() => this switch
    {
        { Mean.Count: not (1 or 3) } => $"mean has {Mean.Count} values; give one, or one for each of 3 channels",
        { Std.Count: not (1 or 3) } => $"std has {Std.Count} values; give one, or one for each of 3 channels",
        _ when Mean.Any(m => !double.IsFinite(m)) => "mean must be finite numbers in pixel units 0..255",
        _ when Std.Any(s => !double.IsFinite(s) || s <= 0) => "std must be finite and above 0",
        _ when UnitProblem() is { } unit => unit,
        { Resize: < 1 or > MaxSide } => $"resize must be between 1 and {MaxSide} pixels",
        { Crop: < 1 or > MaxSide } => $"crop must be between 1 and {MaxSide} pixels",
        { CropFraction: { } f } when !(f > 0 && f <= 1) => "crop_fraction must be above 0 and at most 1",
        { CropFraction: not null, Resize: not null } or { CropFraction: not null, Crop: not null } =>
            "crop_fraction excludes resize and crop; give either the fraction or the sizes",
        _ => null,
    };

    // Frameworks that scale pixels to 0..1 first state both in that unit: no deviation of pixels is below 1, and no mean of a picture is.
    private string? UnitProblem()
    {
        var isUnit = Std.Any(s => s < 1) || Mean.All(m => m is > 0 and < 1);
        if (!isUnit) return null;
        var std = Std.All(s => s <= 1) ? Std.Select(s => s * 255) : Std;
        return $"mean {Text(Mean)} and std {Text(Std)} are in units of 0..1, and Sartor takes pixel units 0..255; "
            + $"give mean {Text(Mean.Select(m => m * 255))} and std {Text(std)}";

        static string Text(IEnumerable<double> values) =>
            string.Join(',', values.Select(v => v.ToString("0.####", CultureInfo.InvariantCulture)));
    }

    internal const int MaxSide = 16_384;
}
