using System.Runtime.InteropServices;

namespace Sartor.Data.Images;

/// <summary>
/// The functions of libvips 8 and GLib that decoding needs. None takes a variable number of arguments: their calling convention
/// differs between platforms.
/// </summary>
internal static unsafe partial class Vips
{
    public const nuint GTypeObject = 20 << 2;

    /// <summary>GLib's <c>GValue</c>: a type and 16 bytes of payload.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct GValue
    {
        public nuint Type;
        public ulong First;
        public ulong Second;
    }

    [LibraryImport("vips", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_init(string program);

    [LibraryImport("vips")]
    public static partial void vips_cache_set_max(int max);

    [LibraryImport("vips")]
    public static partial void vips_concurrency_set(int threads);

    [LibraryImport("vips")]
    public static partial void vips_block_untrusted_set(int state);

    [LibraryImport("vips")]
    public static partial nint vips_error_buffer_copy();

    [LibraryImport("vips")]
    public static partial nint vips_source_new_from_memory(void* data, nuint length);

    [LibraryImport("vips", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint vips_operation_new(string name);

    [LibraryImport("vips", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int vips_object_set_argument_from_string(nint instance, string name, string value);

    [LibraryImport("vips")]
    public static partial int vips_object_build(nint instance);

    [LibraryImport("vips")]
    public static partial void vips_object_unref_outputs(nint instance);

    [LibraryImport("vips")]
    public static partial int vips_image_get_width(nint image);

    [LibraryImport("vips")]
    public static partial int vips_image_get_height(nint image);

    [LibraryImport("vips")]
    public static partial int vips_image_get_bands(nint image);

    [LibraryImport("vips")]
    public static partial int vips_image_get_format(nint image);

    [LibraryImport("vips")]
    public static partial int vips_image_get_interpretation(nint image);

    [LibraryImport("vips")]
    public static partial nint vips_image_write_to_memory(nint image, out nuint size);

    [LibraryImport("gobject")]
    public static partial void g_object_unref(nint instance);

    [LibraryImport("gobject", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_set_property(nint instance, string name, GValue* value);

    [LibraryImport("gobject", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void g_object_get_property(nint instance, string name, GValue* value);

    [LibraryImport("gobject")]
    public static partial GValue* g_value_init(GValue* value, nuint type);

    [LibraryImport("gobject")]
    public static partial void g_value_set_object(GValue* value, nint instance);

    [LibraryImport("gobject")]
    public static partial nint g_value_dup_object(GValue* value);

    [LibraryImport("gobject")]
    public static partial void g_value_unset(GValue* value);

    [LibraryImport("glib")]
    public static partial void g_free(nint memory);

    [LibraryImport("glib", StringMarshalling = StringMarshalling.Utf8)]
    public static partial uint g_log_set_handler(string domain, int levels, delegate* unmanaged[Cdecl]<nint, int, nint, nint, void> handler,
        nint data);

    /// <summary>The first line of the pending error text, which is cleared.</summary>
    public static string TakeError()
    {
        var text = vips_error_buffer_copy();
        var lines = Marshal.PtrToStringUTF8(text)?
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        g_free(text);
        return lines.Length == 0 ? "no reason given" : lines[0].TrimEnd('.');
    }
}
