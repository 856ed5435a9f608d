using Sartor.Core;
using Sartor.Data.Configuration;

namespace Sartor.Data.Sources;

/// <summary>Folders of images: labelled by a CSV file, by sub-folder, or not at all.</summary>
internal static class ImageFolderReader
{
    private static readonly string[] s_fileColumns = ["file", "filename", "file_name", "image", "path"];
    private static readonly string[] s_labelColumns = ["class_index", "label_index", "label", "class", "index", "target", "category"];

    /// <summary>Images that a CSV file lists, with one column of paths and one of labels.</summary>
    /// <param name="folder">What the paths are relative to.</param>
    /// <param name="csv">The CSV file.</param>
    /// <param name="classes">Names by class index; empty if unknown.</param>
    public static ImageSource ReadLabelled(string folder, string csv, IReadOnlyList<string> classes)
    {
        var records = CsvReader.Read(csv);
        if (records.Count < 2) throw new DataSetException(csv, "contains no labels; it needs a header and one line per image");
        var fileColumn = Column(csv, records[0].Fields, s_fileColumns, "images");
        var labelColumn = Column(csv, records[0].Fields, s_labelColumns, "labels");
        var ids = new List<string>(records.Count - 1);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in records.Skip(1))
        {
            // ./a.png is a.png, for what is listed twice or not at all.
            var id = string.Join('/', record[fileColumn].Replace('\\', '/').Split('/').Where(part => part != "."));
            if (!seen.Add(id)) throw new DataSetException(csv, $"lists '{id}' twice; keep one line per image");
            if (Directory.Exists(ContainedPath.Resolve(folder, id, csv)))
                throw new DataSetException(csv, $"names '{id}', which is a folder; name the image");
            ids.Add(id);
        }
        var labels = LabelColumn.Parse(csv, records[0], records[1..], labelColumn, classes);
        return new ImageSource("image-folder", folder, ids, labels) { Diagnostics = Unlisted(folder, csv, seen) };
    }

    /// <summary>
    /// Images in one sub-folder a class; the classes are the sub-folders in ordinal order, or those of <paramref name="classes"/>.
    /// </summary>
    public static ImageSource ReadClassFolders(string folder, IReadOnlyList<string> classes)
    {
        var ids = new List<string>();
        var names = new List<string>();
        var used = new List<string>();
        var passedOver = 0;
        foreach (var sub in FolderListing.Folders(folder))
        {
            var name = Path.GetFileName(sub);
            var before = ids.Count;
            foreach (var file in FolderListing.Files(sub, folder))
            {
                if (!FolderListing.HasImageName(file) && !FolderListing.IsImage(file))
                {
                    passedOver++;
                    continue;
                }
                ids.Add($"{name}/{Path.GetFileName(file)}");
                names.Add(name);
            }
            if (ids.Count > before) used.Add(name);
        }
        if (ids.Count == 0)
            throw new DataSetException(folder, "has no images in its sub-folders; give a folder with JPEG, PNG, WebP, GIF or TIFF "
                + "files");
        var known = classes.Count > 0 ? classes : used;
        var labels = LabelByName(folder, names, known);
        return new ImageSource("class-folders", folder, ids, labels) { Diagnostics = PassedOver(folder, passedOver) };
    }

    /// <summary>Images without labels.</summary>
    /// <returns>Null where the folder holds none.</returns>
    public static ImageSource? TryReadUnlabelled(string folder)
    {
        var files = FolderListing.Files(folder);
        var images = files.Where(file => FolderListing.HasImageName(file) || FolderListing.IsImage(file)).ToList();
        if (images.Count == 0) return null;
        string[] ids = [.. images.Select(file => Path.GetFileName(file))];
        var passedOver = PassedOver(folder, files.Count - ids.Length);
        return new ImageSource("image-folder", folder, ids, LabelColumn.None) { Diagnostics = passedOver };
    }

    // Folder names are names, also where they look like numbers ("0", "1", … "10" sort as text).
    private static LabelColumn LabelByName(string folder, List<string> names, IReadOnlyList<string> classes)
    {
        var byName = classes.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        var indices = names.Select(name => byName.TryGetValue(name, out var index)
            ? index
            : throw new DataSetException(folder, $"has the sub-folder '{name}', which is not one of the {classes.Count} classes; rename it "
                + "or add the class"));
        return new LabelColumn([.. indices], classes);
    }

    private static int Column(string csv, string[] header, string[] accepted, string what)
    {
        foreach (var name in accepted)
        {
            var index = Array.FindIndex(header, h => h.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (index >= 0) return index;
        }
        throw new DataSetException(csv, $"has no column for the {what} among '{string.Join(", ", header)}'; name it one of "
            + $"{string.Join(", ", accepted)}");
    }

    private static Diagnostic[] Unlisted(string folder, string csv, HashSet<string> listed)
    {
        var count = FolderListing.Files(folder).Count(file => FolderListing.HasImageName(file)
            && !listed.Contains(Path.GetFileName(file)));
        return count == 0
            ? []
            : [Diagnostic.Warning(
                "unlisted-images", $"{Quantity.Of(count, "image")} in {folder} {(count == 1 ? "has" : "have")} no line in "
                + $"{Path.GetFileName(csv)} and {(count == 1 ? "is" : "are")} not used; add lines, or ignore this")];
    }

    private static Diagnostic[] PassedOver(string folder, int count) => count == 0
        ? []
        : [Diagnostic.Note("skipped-files", $"{Quantity.Of(count, "file")} in {folder} "
            + $"{(count == 1 ? "is not an image and was" : "are not images and were")} skipped")];
}
