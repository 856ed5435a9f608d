using System.Runtime.InteropServices;

namespace Sartor.Engines;

/// <summary>Memory outside the managed heap, zeroed and aligned to a cache line, that native code may read and write.</summary>
internal sealed unsafe class NativeBuffer : SafeHandle
{
    private const nuint Alignment = 64;

    /// <param name="length">In bytes; 0 gives a valid pointer too.</param>
    public NativeBuffer(long length) : base(0, ownsHandle: true)
    {
        Length = length;
        SetHandle((nint)NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1), Alignment));
        NativeMemory.Clear((void*)handle, (nuint)length);
    }

    /// <summary>In bytes.</summary>
    public long Length { get; }

    public void* Pointer => (void*)handle;

    public override bool IsInvalid => handle == 0;

    public void Write(ReadOnlySpan<byte> data) => data.CopyTo(new Span<byte>((void*)handle, checked((int)Length)));

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
