using Sartor.Core;

namespace Sartor.Formats.Caffe;

/// <summary>Which text and which weights belong together: those of one name, or else the only ones of a folder.</summary>
internal static class CaffeFiles
{
    /// <summary>The weights of a text; null where there are none.</summary>
    /// <exception cref="ModelFormatException">The folder has several, none of which has its name.</exception>
    public static string? WeightsOf(string text) => Beside(text, CaffeFormat.WeightSuffix);

    /// <summary>The text of weights.</summary>
    /// <exception cref="ModelFormatException">There is none, or there are several, none of which has the name of the weights.</exception>
    public static string TextOf(string weights) => Beside(weights, CaffeFormat.TextSuffix) ?? throw new ModelFormatException(
        weights, null, $"has weights without a network that can be run; put the deploy{CaffeFormat.TextSuffix} of the network beside it");

    private static string? Beside(string path, string suffix)
    {
        var named = Path.ChangeExtension(path, suffix);
        if (File.Exists(named)) return named;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var found = Directory.EnumerateFiles(folder, "*" + suffix).Order(StringComparer.Ordinal).Take(2).ToArray();
        if (found.Length < 2) return found.FirstOrDefault();
        throw new ModelFormatException(
            path, null,
                $"its folder has several {suffix} files and none is called {Path.GetFileName(named)}; give the one that belongs to it "
            + "that name");
    }
}
