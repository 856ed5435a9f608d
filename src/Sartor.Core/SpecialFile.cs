using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sartor.Core;

/// <summary>Pipes, sockets and devices: to open one can block for ever, to replace one harms the machine. Nothing here opens anything.</summary>
public static partial class SpecialFile
{
    /// <summary>What to say of one, as a clause for a sentence.</summary>
    public const string Problem = "is not a regular file but a pipe, a socket or a device";

    // struct statx of linux/stat.h: 256 bytes, stx_mode at 28; the same on every architecture.
    private const int StatusBytes = 256, ModeOffset = 28, CurrentFolder = -100, TypeAndMode = 3;
    private const int TypeMask = 0xF000, Regular = 0x8000, Folder = 0x4000;

    /// <summary>True where the path, links followed, is neither a regular file nor a folder; false where nothing is there.</summary>
    public static bool IsAt(string path)
    {
        if (!OperatingSystem.IsLinux()) return File.Exists(path) && File.GetAttributes(path).HasFlag(FileAttributes.Device);
        var status = new Status();
        try
        {
            return Statx(CurrentFolder, path, 0, TypeAndMode, ref status) == 0 && (status.Mode & TypeMask) is not (Regular or Folder);
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, ref Status status);

    [InlineArray(StatusBytes)]
    private struct Status
    {
        private byte _first;

        public readonly int Mode => MemoryMarshal.Read<ushort>(((ReadOnlySpan<byte>)this)[ModeOffset..]);
    }
}
