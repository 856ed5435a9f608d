namespace Sartor.Core;

/// <summary>Writes a file beside its place and renames it: a reader sees the old one or the whole new one, never a part.</summary>
public static class AtomicFile
{
    /// <summary>Calls <paramref name="write"/> with a stream to a temporary file in the same folder, then renames it over <paramref name="path"/>.</summary>
    /// <exception cref="OutputException">
    /// The folder is read-only, the disk is full, or a folder, pipe, socket or device has that name; no part of the file is left.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Check(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.part");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw new OutputException(path, $"cannot be written ({IoReason.Of(e)}); choose another output folder with --out or free some space", e);
        }
        catch
        {
            TryDelete(temporary);
            throw;
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

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The write failed already; that error is the one to report.
        }
    }
}
