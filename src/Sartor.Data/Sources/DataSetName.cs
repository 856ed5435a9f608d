namespace Sartor.Data.Sources;

/// <summary>What to call a data set that does not say its name.</summary>
internal static class DataSetName
{
    /// <summary>
    /// The name of the folder; of a <c>dataset.yaml</c> its folder, of another description its own name; of arrays and tables folder and
    /// file, because such files are called alike everywhere.
    /// </summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var name = Path.GetFileName(full);
        if (Directory.Exists(full)) return name.Length > 0 ? name : full;
        var folder = Path.GetFileName(Path.GetDirectoryName(full)!);
        if (folder.Length > 0 && name == SourceDetector.YamlName) return folder;
        if (Path.GetExtension(name).ToLowerInvariant() is ".yaml" or ".yml") return Path.GetFileNameWithoutExtension(name);
        return folder.Length > 0 ? $"{folder}/{name}" : name;
    }
}
