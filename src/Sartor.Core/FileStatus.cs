using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sartor.Core;

/// <summary>What Linux says of an entry of a file system without opening it; links are followed.</summary>
/// <param name="IsRegular">A regular file.</param>
/// <param name="IsFolder">A folder.</param>
/// <param name="Identity">Device and inode: equal for two paths of one entry, hard links and bind mounts included.</param>
/// <param name="Names">Number of hard links.</param>
internal readonly partial record struct FileStatus(bool IsRegular, bool IsFolder, (ulong Device, ulong Inode) Identity, long Names)
{
    // struct statx of linux/stat.h: 256 bytes, the same on every architecture.
    private const int StatusBytes = 256, NamesOffset = 16, ModeOffset = 28, InodeOffset = 32, DeviceOffset = 136, CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const uint TypeNamesAndInode = 0x1 | 0x4 | 0x100;
    private const int TypeMask = 0xF000, Regular = 0x8000, Folder = 0x4000;

    /// <summary>The status; null where nothing is there, or where the system is not Linux or too old to say.</summary>
    public static FileStatus? Of(string path) => Of(CurrentFolder, path, 0);

    /// <summary>The status of an open file; null where the system is not Linux or too old to say.</summary>
    public static FileStatus? Of(SafeFileHandle file)
    {
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            return Of((int)file.DangerousGetHandle(), "", EmptyPath);
        }
        finally
        {
            if (isHeld) file.DangerousRelease();
        }
    }

    private static FileStatus? Of(int folder, string path, int flags)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var status = new Status();
        try
        {
            if (Statx(folder, path, flags, TypeNamesAndInode, ref status) != 0) return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
        ReadOnlySpan<byte> bytes = status;
        var type = MemoryMarshal.Read<ushort>(bytes[ModeOffset..]) & TypeMask;
        // Major and minor number, 32 bits each.
        var identity = (MemoryMarshal.Read<ulong>(bytes[DeviceOffset..]), MemoryMarshal.Read<ulong>(bytes[InodeOffset..]));
        return new FileStatus(type == Regular, type == Folder, identity, MemoryMarshal.Read<uint>(bytes[NamesOffset..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref Status status);

    [InlineArray(StatusBytes)]
    private struct Status
    {
        private byte _first;
    }
}
