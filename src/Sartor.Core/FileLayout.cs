namespace Sartor.Core;

/// <summary>What an output consists of: one file, a file with others beside it under its name, or a folder of files.</summary>
public sealed record FileLayout
{
    private readonly IReadOnlyList<string> _names;

    private FileLayout(IReadOnlyList<string> names, bool isFolder) => (_names, IsFolder) = (names, isFolder);

    /// <summary>One file.</summary>
    public static FileLayout Single { get; } = new([], false);

    /// <summary>Whether the output is a folder.</summary>
    public bool IsFolder { get; }

    /// <summary>A file with others beside it.</summary>
    /// <param name="suffixes">One with the dot for each of the others.</param>
    public static FileLayout Beside(params IReadOnlyList<string> suffixes) => new(suffixes, false);

    /// <summary>A folder.</summary>
    /// <param name="members">Its files, relative to it, with <c>/</c> between the parts; what makes it what it is comes last.</param>
    public static FileLayout Folder(params IReadOnlyList<string> members) => new(members, true);

    /// <summary>The paths of all files, the main one first.</summary>
    /// <param name="path">The file, or the folder.</param>
    public IReadOnlyList<string> Of(string path) => IsFolder
        ? [.. _names.Select(name => Path.Combine(path, name))]
        : [path, .. _names.Select(suffix => Path.ChangeExtension(path, suffix))];

    /// <summary>
    /// That an output can be made at a place: the name is free, or what has it is of the same kind and may be replaced. A folder is of the
    /// same kind where it has the last of the files and no other entries than these; an empty one may be replaced too. Of a file with
    /// others beside it, those may be replaced with it: alone, they are somebody else's.
    /// </summary>
    /// <exception cref="OutputException">Something else has the name.</exception>
    public void Check(string path)
    {
        if (!IsFolder)
        {
            var files = Of(path);
            foreach (var file in files) AtomicFile.Check(file);
            if (!File.Exists(path) && files.Skip(1).FirstOrDefault(File.Exists) is { } foreign)
                throw new OutputException(
                    foreign, $"is there without '{Path.GetFileName(path)}', so it is not a part of it that may be replaced; choose another "
                    + "name with --out, or delete it");
            return;
        }
        ArgumentException.ThrowIfNullOrEmpty(path);
        var place = Path.TrimEndingDirectorySeparator(path);
        if (new FileInfo(place).LinkTarget is not null) throw new OutputException(path, "is a link; choose another name with --out");
        if (File.Exists(place) || SpecialFile.IsAt(place))
            throw new OutputException(path, "is a file, and a folder is to be written there; choose another name with --out");
        if (Directory.Exists(place) && Other(place) is { } other)
            throw new OutputException(
                path, $"is a folder with other contents than a model that may be replaced ({other}); choose another name with --out");
    }

    /// <summary>Deletes an output that nobody needs; none is fine too.</summary>
    public void Delete(string path)
    {
        if (!IsFolder)
        {
            foreach (var file in Of(path)) File.Delete(file);
        }
        else if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    // What tells a folder from one of this kind; null where nothing does.
    private string? Other(string folder)
    {
        try
        {
            var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos("*", new EnumerationOptions
            {
                RecurseSubdirectories = true,
                AttributesToSkip = FileAttributes.None,
                IgnoreInaccessible = false,
            });
            var count = 0;
            foreach (var entry in entries)
            {
                count++;
                var name = Path.GetRelativePath(folder, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
                var isOwn = entry.LinkTarget is null && (entry is DirectoryInfo
                    ? _names.Any(n => n.StartsWith(name + "/", StringComparison.Ordinal))
                    : _names.Contains(name));
                if (!isOwn) return $"it has '{PrintableText.OfLine(name)}'";
            }
            return count == 0 || File.Exists(Path.Combine(folder, _names[^1])) ? null : $"it has no {_names[^1]}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {IoReason.Of(e)}";
        }
    }
}
