using System.Globalization;
using Sartor.Core;
using Sartor.Data.Preprocessing;
using Sartor.Graph.Ir;

namespace Sartor.Convert.Pixels;

/// <summary>
/// What a file that takes raw pixels says of it, as metadata: <c>sartor.pixels.input.0</c> = <c>bgr;103.9,116.8,123.7;1</c> (order of the
/// channels that the source takes, mean, standard deviation).
/// </summary>
internal static class PixelMetadata
{
    private const string Prefix = "sartor.pixels.input.";

    /// <summary>Its one entry; none without pixels.</summary>
    public static IReadOnlyDictionary<string, string> Of(PixelInput? pixels) => pixels is null ? new Dictionary<string, string>() : new()
    {
        [$"{Prefix}{pixels.Index.ToString(CultureInfo.InvariantCulture)}"] =
            $"{(pixels.IsReversed ? "bgr" : "rgb")};{Text(pixels.Options.Mean)};{Text(pixels.Options.Std)}",
    };

    /// <summary>What a file says of an input; null where it says nothing, or nothing that fits the source.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="source">The source.</param>
    /// <param name="index">Which input.</param>
    public static PixelInput? Read(IReadOnlyDictionary<string, string> metadata, ModelGraph source, int index)
    {
        if (!metadata.TryGetValue($"{Prefix}{index.ToString(CultureInfo.InvariantCulture)}", out var text)
            || text.Split(';') is not [var order, var mean, var std]
            || Values(mean) is not { } means || Values(std) is not { } stds) return null;
        try
        {
            var color = order == "bgr" ? ColorOrder.Bgr : ColorOrder.Rgb;
            return PixelInput.Of(source, new PreprocessOptions { Mean = means, Std = stds, Color = color }, index);
        }
        catch (OptionException)
        {
            return null;
        }
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
