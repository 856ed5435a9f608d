using System.Runtime.InteropServices;

namespace Sartor.Data.Images;

/// <summary>Owns one reference to a GObject.</summary>
internal sealed class VipsObjectHandle : SafeHandle
{
    public VipsObjectHandle(nint instance) : base(0, ownsHandle: true) => SetHandle(instance);

    public override bool IsInvalid => handle == 0;

    /// <summary>The object, valid as long as this handle is not disposed.</summary>
    public nint Pointer => handle;

    protected override bool ReleaseHandle()
    {
        Vips.g_object_unref(handle);
        return true;
    }
}
