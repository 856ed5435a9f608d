using Sartor.Core;
using Sartor.Data.Configuration;
using Sartor.Data.Preprocessing;

namespace Sartor.Data.Sources;

/// <summary>The <c>preprocess:</c> part of a <c>dataset.yaml</c>.</summary>
internal static class PreprocessYaml
{
    private static readonly string[] s_keys = ["mean", "std", "resize", "crop", "crop_fraction", "interpolation", "color"];

    /// <exception cref="DataSetException">An unknown key, or a value out of range; the message names the key.</exception>
    public static PreprocessOptions Read(string path, YamlEntry entry)
    {
        var map = entry.Map ?? throw new DataSetException(path, $"line {entry.Line}: 'preprocess' must hold keys such as mean and std");
        YamlValues.RefuseUnknown(path, map, s_keys, "preprocess.");
        var options = new PreprocessOptions();
        if (map.TryGetValue("mean", out var mean)) options = options with { Mean = YamlValues.Numbers(path, "mean", mean) };
        if (map.TryGetValue("std", out var std)) options = options with { Std = YamlValues.Numbers(path, "std", std) };
        if (map.TryGetValue("resize", out var resize))
            options = options with { Resize = YamlValues.Integer(path, "resize", resize, 1, PreprocessOptions.MaxSide) };
        if (map.TryGetValue("crop", out var crop))
            options = options with { Crop = YamlValues.Integer(path, "crop", crop, 1, PreprocessOptions.MaxSide) };
        if (map.TryGetValue("crop_fraction", out var fraction))
            options = options with { CropFraction = YamlValues.Number(path, "crop_fraction", fraction) };
        if (map.TryGetValue("interpolation", out var how))
            options = options with { Interpolation = YamlValues.Choice<Interpolation>(path, "interpolation", how) };
        if (map.TryGetValue("color", out var color)) options = options with { Color = YamlValues.Choice<ColorOrder>(path, "color", color) };
        return options.Problem() is { } problem ? throw new DataSetException(path, $"line {entry.Line}: {problem}") : options;
    }
}
