using Sartor.Core;
using Sartor.Data.Configuration;
using Sartor.Data.Images;

namespace Sartor.Data.Sources;

/// <summary>What lies in a folder; hidden entries are passed over.</summary>
internal static class FolderListing
{
    private const int MaxEntries = 2_000_000;

    /// <summary>The paths of the files of a folder, not below it, in ordinal order of name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="root">The data set's folder, which links may not leave; null: <paramref name="folder"/>.</param>
    public static IReadOnlyList<string> Files(string folder, string? root = null) => List(folder, root ?? folder, Directory.EnumerateFiles);

    /// <summary>The paths of the sub-folders, in ordinal order of name.</summary>
    public static IReadOnlyList<string> Folders(string folder) => List(folder, folder, Directory.EnumerateDirectories);

    /// <summary>True where the file's first bytes are an image's.</summary>
    public static bool IsImage(string path)
    {
        using var stream = TextFile.Open(path);
        Span<byte> head = stackalloc byte[ImageFormat.HeaderBytes];
        try
        {
            return ImageFormat.LoaderOf(head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]) is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>True where the name is one that images have; what such a file holds decides when it is read.</summary>
    public static bool HasImageName(string path) => Path.GetExtension(path).ToLowerInvariant()
        is ".jpg" or ".jpeg" or ".png" or ".webp" or ".gif" or ".tif" or ".tiff" or ".bmp";

    private static List<string> List(string folder, string root, Func<string, IEnumerable<string>> enumerate)
    {
        try
        {
            var paths = new List<string>();
            foreach (var path in enumerate(folder))
            {
                if (Path.GetFileName(path).StartsWith('.')) continue;
                if (new FileInfo(path).LinkTarget is not null && !ContainedPath.StaysInside(root, path))
                    throw new DataSetException(path, "is a link that leaves the data set's folder; copy the file into the folder");
                paths.Add(path);
                if (paths.Count > MaxEntries) throw new DataSetException(folder, $"contains more than {MaxEntries} entries; split it");
            }
            paths.Sort(StringComparer.Ordinal);
            return paths;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(folder, $"cannot be listed ({e.Message.TrimEnd('.')}); check its permissions", e);
        }
    }
}
