using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sartor.Core;

/// <summary>What Linux says of an entry of a file system without opening it; links are followed.</summary>
/// <param name="IsRegular">A regular file.</param>
/// <param name="IsFolder">A folder.</param>
/// <param name="Identity">Device and inode: equal for two paths of one entry, hard links and bind mounts included.</param>
internal readonly partial record struct FileStatus(bool IsRegular, bool IsFolder, (ulong Device, ulong Inode) Identity)
{
    // struct statx of linux/stat.h: 256 bytes, the same on every architecture.
    private const int StatusBytes = 256, ModeOffset = 28, InodeOffset = 32, DeviceOffset = 136, CurrentFolder = -100;
    private const uint TypeAndInode = 0x1 | 0x100;
    private const int TypeMask = 0xF000, Regular = 0x8000, Folder = 0x4000;

    /// <summary>The status; null where nothing is there, or where the system is not Linux or too old to say.</summary>
    public static FileStatus? Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var status = new Status();
        try
        {
            if (Statx(CurrentFolder, path, 0, TypeAndInode, ref status) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
        ReadOnlySpan<byte> bytes = status;
        var type = MemoryMarshal.Read<ushort>(bytes[ModeOffset..]) & TypeMask;
        // Major and minor number, 32 bits each.
        var device = MemoryMarshal.Read<ulong>(bytes[DeviceOffset..]);
        return new FileStatus(type == Regular, type == Folder, (device, MemoryMarshal.Read<ulong>(bytes[InodeOffset..])));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref Status status);

    [InlineArray(StatusBytes)]
    private struct Status
    {
        private byte _first;
    }
}
