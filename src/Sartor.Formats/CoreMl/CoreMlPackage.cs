using System.Text.Json;
using Sartor.Core;

namespace Sartor.Formats.CoreMl;

/// <summary>
/// The folder of a model: a manifest that names the files, and the files below <c>Data</c>. Links are not followed, nor do paths of the
/// manifest lead out of the folder.
/// </summary>
internal static class CoreMlPackage
{
    /// <summary>How the name of a folder ends.</summary>
    public const string Suffix = ".mlpackage";

    /// <summary>The manifest in the folder.</summary>
    public const string Manifest = "Manifest.json";

    /// <summary>The model where Sartor and coremltools write it.</summary>
    public const string Model = "Data/com.apple.CoreML/model.mlmodel";

    /// <summary>The weights beside it.</summary>
    public const string Weights = "Data/com.apple.CoreML/weights/weight.bin";

    private const int LongestManifest = 1 << 20;

    // Only their being different counts; the same ones give the same bytes.
    private const string ModelId = "5E0C3B7A-4B1D-4C55-9F0E-3D1A5A27A001";
    private const string WeightsId = "5E0C3B7A-4B1D-4C55-9F0E-3D1A5A27A002";

    /// <summary>The manifest of a package as Sartor writes it.</summary>
    public static string Text { get; } = $$"""
        {
            "fileFormatVersion": "1.0.0",
            "itemInfoEntries": {
                "{{ModelId}}": {
                    "author": "com.apple.CoreML",
                    "description": "CoreML Model Specification",
                    "name": "model.mlmodel",
                    "path": "com.apple.CoreML/model.mlmodel"
                },
                "{{WeightsId}}": {
                    "author": "com.apple.CoreML",
                    "description": "CoreML Model Weights",
                    "name": "weights",
                    "path": "com.apple.CoreML/weights"
                }
            },
            "rootModelIdentifier": "{{ModelId}}"
        }

        """;

    /// <summary>The model's file, relative to the folder; null where the folder is no package.</summary>
    /// <param name="folder">A folder.</param>
    /// <exception cref="ModelFormatException">The package is damaged, or leads out of its folder.</exception>
    public static string? ModelIn(string folder)
    {
        var manifest = Path.Combine(folder, Manifest);
        if (!File.Exists(manifest))
        {
            if (!IsNamedAsOne(folder)) return null;
            throw new ModelFormatException(folder, null,
                $"has no {Manifest}, so that it is not a whole Core ML package; get the folder again");
        }
        Inside(folder, Manifest);
        using var file = SlicedFile.Open(manifest);
        if (file.Length > LongestManifest) throw Damaged(folder, $"has {file.Length} bytes");
        try
        {
            using var json = JsonDocument.Parse(file.Slice(0, (int)file.Length));
            if (!json.RootElement.TryGetProperty("rootModelIdentifier", out var id))
            {
                if (!IsNamedAsOne(folder)) return null;
                throw Damaged(folder, "names no model");
            }
            var path = json.RootElement.GetProperty("itemInfoEntries").GetProperty(id.GetString()!).GetProperty("path").GetString()!;
            var model = $"Data/{path}";
            Inside(folder, model);
            return model;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            throw Damaged(folder, "names no model");
        }
    }

    private static bool IsNamedAsOne(string folder) =>
        Path.TrimEndingDirectorySeparator(folder).EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>That a file lies in the folder by its name, and that nothing on the way to it is a link.</summary>
    /// <param name="folder">The package.</param>
    /// <param name="name">Relative to it, with <c>/</c> between the parts.</param>
    /// <exception cref="ModelFormatException">It does not.</exception>
    public static string Inside(string folder, string name)
    {
        var parts = name.Split('/');
        if (name.AsSpan().IndexOfAny('\\', ':', '\0') >= 0 || parts.Any(p => p is "" or "." or ".."))
            throw new ModelFormatException(
                folder, Manifest, $"names '{PrintableText.OfLine(name)}', which is not a plain path inside the folder; Sartor does "
                    + $"not follow it");
        var path = folder;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
                throw new ModelFormatException(
                    folder, name, "lies behind a link; Sartor does not follow it, copy the file into the folder");
        }
        return path;
    }

    /// <summary>The folder that a file of it lies in.</summary>
    public static string FolderOf(string model)
    {
        for (var at = Path.GetDirectoryName(model); !string.IsNullOrEmpty(at); at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, Manifest))) return at;
        }
        throw new ModelFormatException(model, null, $"lies in no package: no folder above it has a {Manifest}");
    }

    /// <summary>Opens a file of the folder.</summary>
    /// <exception cref="ModelFormatException">It is missing, behind a link, or has other names, which may be any file of this
    /// machine.</exception>
    public static SlicedFile Open(string folder, string name)
    {
        var file = SlicedFile.Open(Inside(folder, name));
        if (file.Names is not > 1) return file;
        var names = file.Names;
        file.Dispose();
        throw new ModelFormatException(
            folder, name, $"is a file with {names} names (hard links), which may be any file of this machine; copy it into the folder");
    }

    private static ModelFormatException Damaged(string folder, string problem) =>
        new(folder, Manifest, $"{problem}; the package is damaged, get the folder again");
}
