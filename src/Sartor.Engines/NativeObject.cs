using System.Runtime.InteropServices;

namespace Sartor.Engines;

/// <summary>An object of a native library with the function of that library that frees it.</summary>
internal sealed class NativeObject : SafeHandle
{
    private readonly Action<nint> _release;

    public NativeObject(nint pointer, Action<nint> release) : base(0, ownsHandle: true)
    {
        _release = release;
        SetHandle(pointer);
    }

    /// <summary>The object; the caller keeps this handle alive while it uses it.</summary>
    public nint Pointer => handle;

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _release(handle);
        return true;
    }
}
