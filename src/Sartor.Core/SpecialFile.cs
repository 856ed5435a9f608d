namespace Sartor.Core;

/// <summary>
/// Pipes, sockets and devices: to open one can block for ever, to replace one harms the machine. Nothing here opens anything.
/// </summary>
public static class SpecialFile
{
    /// <summary>What to say of one, as a clause for a sentence.</summary>
    public const string Problem = "is not a regular file but a pipe, a socket or a device";

    /// <summary>True where the path, links followed, is neither a regular file nor a folder; false where nothing is there.</summary>
    public static bool IsAt(string path)
    {
        if (OperatingSystem.IsLinux()) return FileStatus.Of(path) is { IsRegular: false, IsFolder: false };
        return File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.Device);
    }
}
