using System.Globalization;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Data.Samples;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Pixels;

/// <summary>
/// What a file that takes raw pixels says of it, as metadata: <c>sartor.pixels.input.0</c> = <c>bgr;103.9,116.8,123.7;1</c> (order of the
/// channels that the source takes, mean, standard deviation); where pictures are resized and cropped inside, also their size and those
/// steps, <c>;480,640;resize=256,crop=224</c>.
/// </summary>
internal static class PixelMetadata
{
    private const string Prefix = "sartor.pixels.input.";

    /// <summary>Its one entry; none without pixels.</summary>
    public static IReadOnlyDictionary<string, string> Of(PixelInput? pixels) => pixels is null ? new Dictionary<string, string>() : new()
    {
        [$"{Prefix}{pixels.Index.ToString(CultureInfo.InvariantCulture)}"] =
            $"{(pixels.IsReversed ? "bgr" : "rgb")};{Text(pixels.Options.Mean)};{Text(pixels.Options.Std)}"
            + Frame(pixels),
    };

    /// <summary>What a file says of an input; null where it says nothing, or nothing that fits the source.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="source">The source.</param>
    /// <param name="index">Which input.</param>
    public static PixelInput? Read(IReadOnlyDictionary<string, string> metadata, ModelGraph source, int index)
    {
        if (Text(metadata, index) is not { } text || Parse(text) is not (var options, var size)) return null;
        try
        {
            return PixelInput.Of(source, options, index, size);
        }
        catch (OptionException)
        {
            return null;
        }
    }

    /// <summary>What a file says of an input that states no pixels at all; null where it states some, or says nothing.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="index">Which input.</param>
    public static string? Malformed(IReadOnlyDictionary<string, string> metadata, int index) =>
        Text(metadata, index) is { } text && Parse(text) is null ? text : null;

    private static string? Text(IReadOnlyDictionary<string, string> metadata, int index) =>
        metadata.GetValueOrDefault($"{Prefix}{index.ToString(CultureInfo.InvariantCulture)}");

    private static (PreprocessOptions Options, PictureSize? Size)? Parse(string text)
    {
        if (text.Split(';') is not [var order and ("rgb" or "bgr"), var mean, var std, .. var frame]
            || Values(mean) is not { } means || Values(std) is not { } stds) return null;
        try
        {
            var color = order == "bgr" ? ColorOrder.Bgr : ColorOrder.Rgb;
            var options = new PreprocessOptions { Mean = means, Std = stds, Color = color };
            if (options.Problem() is not null) return null;
            if (frame.Length == 0) return (options, null);
            return frame is [var size, var steps] && Values(size) is { Count: 2 } sides && sides.All(side => side is >= 1 and <= 1 << 20)
                && Steps(options, steps) is { } framed && framed.Problem() is null
                ? (framed, new PictureSize((int)sides[0], (int)sides[1]))
                : null;
        }
        catch (OptionException)
        {
            return null;
        }
    }

    private static string Frame(PixelInput pixels)
    {
        if (pixels.Frame is not { Size: var size }) return "";
        var options = pixels.Options;
        string[] steps =
        [
            .. options.CropFraction is { } fraction ? [FormattableString.Invariant($"crop_fraction={fraction:R}")] : (string[])[],
            .. options.Resize is { } side ? [FormattableString.Invariant($"resize={side}")] : (string[])[],
            .. options.Crop is { } crop ? [FormattableString.Invariant($"crop={crop}")] : (string[])[],
        ];
        return FormattableString.Invariant($";{size.Height},{size.Width};{string.Join(',', steps)}");
    }

    private static PreprocessOptions? Steps(PreprocessOptions options, string text)
    {
        foreach (var step in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step.Split('=') is not [var name, var value] || Values(value) is not { Count: 1 } number) return null;
            if (name == "crop_fraction") options = options with { CropFraction = number[0] };
            else if (name == "resize") options = options with { Resize = (int)number[0] };
            else if (name == "crop") options = options with { Crop = (int)number[0] };
            else return null;
        }
        return options;
    }

    private static string Text(EquatableArray<double> values) =>
        string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private static EquatableArray<double>? Values(string text)
    {
        var values = new List<double>();
        foreach (var part in text.Split(','))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return null;
            values.Add(value);
        }
        return values.ToEquatableArray();
    }
}
