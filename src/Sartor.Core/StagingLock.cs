namespace Sartor.Core;

/// <summary>
/// The lock of one staging folder: an open file in it that nobody else can open. The system gives it up when the process ends in
/// whatever way, and it holds against every process of the machine, also in another container, and on network file systems that
/// have locks.
/// </summary>
internal static class StagingLock
{
    private const string Name = "lock";

    // EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION of Windows: how .NET says that somebody else has the lock.
    private static readonly int[] s_held = [11, 35, unchecked((int)0x80070020)];

    /// <summary>Takes the lock of a folder; null where somebody else holds it, or where the folder was deleted meanwhile.</summary>
    /// <exception cref="IOException">The file cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be made.</exception>
    public static FileStream? TryTake(string folder)
    {
        var path = Path.Combine(folder, Name);
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException e) when (s_held.Contains(e.HResult))
        {
            return null;
        }
        // Between opening and locking somebody may have taken the folder for a dead one and deleted it.
        if (File.Exists(path)) return held;
        held.Dispose();
        return null;
    }

    /// <summary>
    /// True where the file system keeps others from a lock that is held. Some know no locks: then nothing tells a living run from a
    /// dead one.
    /// </summary>
    /// <param name="folder">A folder whose lock this process holds.</param>
    public static bool IsKept(string folder)
    {
        using var second = TryTake(folder);
        return second is null;
    }
}
