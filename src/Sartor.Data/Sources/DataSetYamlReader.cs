using Sartor.Core;
using Sartor.Data.Configuration;
using Sartor.Data.Samples;

namespace Sartor.Data.Sources;

/// <summary>Opens what a <c>dataset.yaml</c> describes; its paths are relative to its folder and stay inside it.</summary>
internal static class DataSetYamlReader
{
    private static readonly string[] s_keys =
        ["images", "labels", "table", "inputs", "classes", "label_offset", "preprocess", "name", "description", "license", "source"];

    public static OpenedSource Read(string path)
    {
        var map = BoundedYamlReader.Read(path, "images: FOLDER");
        YamlValues.RefuseUnknown(path, map, s_keys, "");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var classes = ReadClasses(path, folder, map);
        var preprocess = map.TryGetValue("preprocess", out var entry) ? PreprocessYaml.Read(path, entry) : null;
        int? offset = map.TryGetValue("label_offset", out var value) ? YamlValues.Integer(path, "label_offset", value, 0, 1_000_000) : null;
        return new OpenedSource(OpenSource(path, folder, map, classes), preprocess, offset, NameOf(path, map));
    }

    // One line, whatever the file breaks it into; null where it says nothing.
    private static string? NameOf(string path, IReadOnlyDictionary<string, YamlEntry> map)
    {
        if (!map.TryGetValue("name", out var entry)) return null;
        var name = string.Join(' ', YamlValues.Text(path, "name", entry).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return name.Length > 0 ? name : null;
    }

    private static ISampleSource OpenSource(string path, string folder, IReadOnlyDictionary<string, YamlEntry> map,
        IReadOnlyList<string> classes)
    {
        var table = PathOf(path, folder, map, "table");
        var images = PathOf(path, folder, map, "images");
        var labels = PathOf(path, folder, map, "labels");
        if (map.TryGetValue("inputs", out var inputs))
        {
            return table is null && images is null
                ? InputsOf(path, folder, inputs, labels, classes)
                : throw new DataSetException(
                    path, $"line {inputs.Line}: 'inputs' takes the place of 'images' and 'table'; keep one of them");
        }
        if (table is null == images is null)
            throw new DataSetException(path, "needs either 'images:' (images or arrays) or 'table:' (CSV), or 'inputs:' for several "
                + "inputs");
        if (table is not null) return TableReader.Read(table, classes);
        if (Directory.Exists(images))
        {
            if (labels is not null) return ImageFolderReader.ReadLabelled(images, labels, classes);
            return ImageFolderReader.TryReadUnlabelled(images) ?? ImageFolderReader.ReadClassFolders(images, classes);
        }
        return ArrayFileReader.KindOf(images!) is { } kind
            ? SourceDetector.OpenArray(kind, images!, labels, classes)
            : throw new DataSetException(images!, "is neither a folder of images nor IDX nor .npy; correct 'images:' in the "
                + "dataset.yaml");
    }

    // One array file, or folder of images, for each input.
    private static ISampleSource InputsOf(
        string path, string folder, YamlEntry entry, string? labels, IReadOnlyList<string> classes)
    {
        if (entry.Map is not { Count: > 0 } map)
            throw new DataSetException(
                path, $"line {entry.Line}: 'inputs' must hold one line 'name: file.npy' for each input of the model");
        var opened = new List<NamedSource>();
        try
        {
            foreach (var (name, value) in map)
            {
                var place = ContainedPath.Resolve(folder, YamlValues.Text(path, $"inputs.{name}", value), path);
                opened.Add(new NamedSource(name, place, OpenInput(place, name, classes)));
            }
        }
        catch
        {
            foreach (var input in opened) input.Source.Dispose();
            throw;
        }
        return InputsSource.Of(opened, ArrayInputs.Labels(labels, classes, opened), labels, states: true);
    }

    private static ISampleSource OpenInput(string place, string name, IReadOnlyList<string> classes)
    {
        if (Directory.Exists(place))
            return ImageFolderReader.TryReadUnlabelled(place) ?? ImageFolderReader.ReadClassFolders(place, classes);
        return ArrayFileReader.KindOf(place) is { } kind
            ? SourceDetector.OpenArray(kind, place, null)
            : throw new DataSetException(place, $"is neither IDX nor .npy nor a folder of images; correct 'inputs.{name}' in the "
                + "dataset.yaml");
    }

    private static string? PathOf(string path, string folder, IReadOnlyDictionary<string, YamlEntry> map, string key) =>
        map.TryGetValue(key, out var entry) ? ContainedPath.Resolve(folder, YamlValues.Text(path, key, entry), path) : null;

    // A list, or the name of a file with one class a line.
    private static IReadOnlyList<string> ReadClasses(string path, string folder, IReadOnlyDictionary<string, YamlEntry> map)
    {
        if (!map.TryGetValue("classes", out var entry)) return [];
        var names = entry.Items
            ?? TextFile.Read(ContainedPath.Resolve(folder, YamlValues.Text(path, "classes", entry), path), 1 << 20)
                .ReplaceLineEndings("\n").TrimEnd('\n').Split('\n', StringSplitOptions.TrimEntries);
        if (names.Count == 0) throw new DataSetException(path, "'classes' is empty; name the classes or leave the key out");
        return names.Distinct(StringComparer.Ordinal).Count() == names.Count || entry.Items is null
            ? names
            : throw new DataSetException(path, "'classes' names a class twice; give every class a unique name");
    }
}
