namespace Sartor.Core;

/// <summary>Writes a file beside its place and renames it: a reader sees the old one or the whole new one, never a part.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Calls <paramref name="write"/> with a stream to a staged file, then renames that over <paramref name="path"/>. Of several
    /// writers of one path, in one process or in many, the last one's file stays.
    /// </summary>
    /// <exception cref="OutputException">
    /// The folder is read-only, the disk is full, or a folder, pipe, socket or device has that name; no part of the file is left.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Write(path, FileLayout.Single, files => write(files[0]));
    }

    /// <summary>
    /// The same for an output of several files: those beside a file are renamed before it, so that it never stands alone; a folder is
    /// renamed as a whole.
    /// </summary>
    /// <param name="path">The file, or the folder.</param>
    /// <param name="layout">What it consists of.</param>
    /// <param name="write">Gets a stream for each file in the order of the layout.</param>
    /// <exception cref="OutputException">As above; no part of any file is left.</exception>
    public static void Write(string path, FileLayout layout, Action<IReadOnlyList<Stream>> write)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(write);
        layout.Check(path);
        using var staged = StagedOutput.Begin(path);
        var files = new List<FileStream>();
        try
        {
            foreach (var file in layout.Of(staged.Path))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                files.Add(new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16));
            }
            write(files);
            foreach (var file in files) file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StagedOutput.Failed(path, e);
        }
        finally
        {
            foreach (var file in files) Close(file);
        }
        staged.Publish(layout);
    }

    // What is still buffered where a disk is full fails a second time, and has been told.
    private static void Close(FileStream file)
    {
        try
        {
            file.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Writes UTF-8 text without a byte-order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>That a file of this name can be made or replaced: the name is free, or a regular file has it.</summary>
    /// <exception cref="OutputException">Something else has it.</exception>
    public static void Check(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw new OutputException(path, "is a folder; give the name of a file with --out");
        if (SpecialFile.IsAt(path)) throw new OutputException(path, $"{SpecialFile.Problem}; give the name of a file with --out");
    }
}
