using Sartor.Core;
using Sartor.Data.Configuration;
using Sartor.Data.Samples;

namespace Sartor.Data.Sources;

/// <summary>Finds out by content what a path holds and opens it.</summary>
internal static class SourceDetector
{
    /// <summary>The name of the file that describes a data set.</summary>
    public const string YamlName = "dataset.yaml";

    private const string LabelsCsv = "labels.csv";

    /// <param name="path">A folder or a file.</param>
    /// <param name="labelsPath">A file with the labels; null: beside the data, if at all.</param>
    /// <param name="inputs">Names of the inputs of the model that it is for; empty where nothing is known of them.</param>
    /// <exception cref="DataSetException">Nothing there, or nothing that Sartor reads.</exception>
    public static OpenedSource Open(string path, string? labelsPath, IReadOnlyList<string> inputs)
    {
        if (Directory.Exists(path)) return OpenFolder(path, labelsPath, inputs);
        if (!File.Exists(path)) throw new DataSetException(path, "there is no such file or folder; check the path");
        if (ArrayFileReader.KindOf(path) is { } kind) return new OpenedSource(OpenArray(kind, path, labelsPath ?? LabelsBeside(path)));
        if (Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml") return OpenYaml(path, path, labelsPath);
        if (ArrayFileReader.IsArchive(path))
            return new OpenedSource(ArrayInputs.Of(path, NpzReader.Read(path), labelsPath, inputs));
        if (FolderListing.IsImage(path)) throw new DataSetException(path, "is a single image; give the folder that contains it");
        if (new FileInfo(path).Length == 0) throw new DataSetException(path, "is empty");
        if (LooksLikeTable(path)) return new OpenedSource(TableReader.Read(path, [], labelsPath));
        throw new DataSetException(path, "is not a data set that Sartor can read; give a folder of images, IDX, .npy, .npz, a CSV "
            + "table or a dataset.yaml");
    }

    /// <summary>Samples from an array file, with labels from another file or none.</summary>
    public static ISampleSource OpenArray(string kind, string path, string? labelsPath, IReadOnlyList<string>? classes = null)
    {
        var data = ArrayFileReader.Open(path);
        try
        {
            if (labelsPath is null) return new ArraySource(kind, data, LabelColumn.None);
            using var labels = ArrayFileReader.Open(labelsPath);
            // Real numbers are no classes: they are what the output should be.
            return new ArraySource(kind, data, labels.Element.IsFloat()
                ? LabelColumn.Of(labels.ReadTargets())
                : new LabelColumn(labels.ReadLabels(), classes ?? []), labelsPath);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    private static OpenedSource OpenFolder(string folder, string? labelsPath, IReadOnlyList<string> inputs)
    {
        var yaml = Path.Combine(folder, YamlName);
        if (File.Exists(yaml)) return OpenYaml(folder, ContainedPath.Resolve(folder, YamlName, folder), labelsPath);
        if (inputs.Count > 1 && ArraysOf(folder) is { Count: > 0 } named)
            return new OpenedSource(ArrayInputs.OfFiles(folder, named, labelsPath, inputs));
        var csv = labelsPath ?? Path.Combine(folder, LabelsCsv);
        if (File.Exists(csv)) return new OpenedSource(ImageFolderReader.ReadLabelled(folder, csv, []));
        if (labelsPath is not null)
        {
            throw new DataSetException(labelsPath, Directory.Exists(labelsPath)
                ? "is a folder; give the CSV file with the labels"
                : "there is no such file; check the path");
        }
        var files = FolderListing.Files(folder);
        if (ArraysOf(folder) is { Count: > 0 } arrays) return new OpenedSource(OpenArrays(folder, arrays, inputs));
        if (ImageFolderReader.TryReadUnlabelled(folder) is { } images) return new OpenedSource(images);
        if (files.Where(LooksLikeTable).ToList() is [var table]) return new OpenedSource(TableReader.Read(table, []));
        if (FolderListing.Folders(folder).Count > 0) return new OpenedSource(ImageFolderReader.ReadClassFolders(folder, []));
        throw new DataSetException(folder, files.Count == 0
            ? "is an empty folder; put images, IDX or .npy files, a CSV table or a dataset.yaml into it"
            : "contains nothing that Sartor can read; put images, IDX or .npy files, one CSV table or a dataset.yaml into it");
    }

    private static List<string> ArraysOf(string folder) =>
        [.. FolderListing.Files(folder).Where(file => !FolderListing.HasImageName(file) && ArrayFileReader.KindOf(file) is not null)];

    private static OpenedSource OpenYaml(string path, string yaml, string? labelsPath) => labelsPath is null
        ? DataSetYamlReader.Read(yaml)
        : throw new DataSetException(path, $"states its labels in {Path.GetFileName(yaml)}; drop --labels {labelsPath}, "
            + "or name that file there as 'labels:'");

    // The one array that cannot be labels is the data, the other one the labels.
    private static ISampleSource OpenArrays(string folder, List<string> files, IReadOnlyList<string> inputs)
    {
        var data = new List<string>();
        var labels = new List<string>();
        foreach (var file in files)
        {
            using var array = ArrayFileReader.Open(file);
            (array.LooksLikeLabels ? labels : data).Add(file);
        }
        if (data.Count != 1 || labels.Count > 1)
        {
            if (files.Any(file => InputName.Find(Path.GetFileNameWithoutExtension(file), inputs) >= 0))
                return ArrayInputs.OfFiles(folder, files, null, inputs);
            throw new DataSetException(folder, $"contains {data.Count} arrays of data and {labels.Count} of labels, so it is not clear "
                + $"which belong together; write a {YamlName} with 'images:' (or 'inputs:') and 'labels:'");
        }
        return OpenArray(ArrayFileReader.KindOf(data[0])!, data[0], labels.SingleOrDefault());
    }

    // The MNIST family names its files train-images-idx3-ubyte and train-labels-idx1-ubyte.
    private static string? LabelsBeside(string path)
    {
        var name = Path.GetFileName(path);
        var other = name.Replace("images", "labels", StringComparison.Ordinal).Replace("idx3", "idx1", StringComparison.Ordinal);
        var beside = Path.Combine(Path.GetDirectoryName(path) ?? "", other);
        return other != name && File.Exists(beside) ? beside : null;
    }

    private static bool LooksLikeTable(string path)
    {
        using var stream = TextFile.Open(path);
        Span<byte> head = stackalloc byte[4096];
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return head.Contains((byte)',') && !head.ContainsAnyInRange((byte)0, (byte)8);
    }
}
