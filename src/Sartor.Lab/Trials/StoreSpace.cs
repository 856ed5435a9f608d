using System.Buffers;

namespace Sartor.Lab.Trials;

/// <summary>
/// Keeps a store small: beyond its limit, entries that were not used for longest are deleted until a tenth of it is free. Only files
/// whose names are hashes count and go; anything else is not the store's.
/// </summary>
/// <param name="folders">The folders with entries.</param>
/// <param name="limitBytes">Most bytes of all entries together.</param>
internal sealed class StoreSpace(IReadOnlyList<string> folders, long limitBytes)
{
    /// <summary>Bytes that others still find on the disk.</summary>
    public const long LeastFreeBytes = 1L << 30;

    private const int HashDigits = 64;
    private const string EntryEnd = ".json";

    // Listing a folder costs little beside a step; to list it after each of a hundred steps is not needed.
    private const int StepsBetweenTrims = 16;
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    private int _puts;

    /// <summary>True for 64 lower-case hexadecimal digits.</summary>
    public static bool IsHash(ReadOnlySpan<char> name) =>
        name.Length == HashDigits && !name.ContainsAnyExcept(s_digits);

    /// <summary>Whether the disk has room for more than this store should take.</summary>
    public bool HasRoom(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace > LeastFreeBytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Some file systems do not tell; then writing does.
            return true;
        }
    }

    /// <summary>Deletes what is too much; called after each step that was put.</summary>
    public void Trim()
    {
        if (_puts++ % StepsBetweenTrims == 0) TrimNow();
    }

    internal void TrimNow()
    {
        var entries = folders.SelectMany(Entries)
            .OrderBy(entry => entry.LastWriteTimeUtc).ThenBy(entry => entry.Name, StringComparer.Ordinal).ToArray();
        var total = entries.Sum(entry => entry.Length);
        if (total <= limitBytes) return;
        var aim = limitBytes - (limitBytes / 10);
        foreach (var entry in entries)
        {
            if (total <= aim) return;
            total -= entry.Length;
            try
            {
                entry.Delete();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Somebody else uses or deletes it.
            }
        }
    }

    private static bool IsEntry(string name) =>
        IsHash(name.EndsWith(EntryEnd, StringComparison.Ordinal) ? name.AsSpan()[..^EntryEnd.Length] : name);

    private static FileInfo[] Entries(string folder)
    {
        try
        {
            var plain = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint };
            return [.. new DirectoryInfo(folder).EnumerateFiles("*", plain).Where(file => IsEntry(file.Name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
