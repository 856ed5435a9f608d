using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Data.Images;

/// <summary>Loads and starts libvips, once.</summary>
internal static unsafe class VipsLibrary
{
    private const int AllLogLevels = 0xFC;

    private static readonly string[] s_vips = ["libvips-cpp.so.*", "libvips-cpp.*.dylib", "libvips-42.dll"];

    private static readonly Lazy<string?> s_problem = new(Start, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Why libvips cannot be used, and what to do; null where it can.</summary>
    public static string? Problem => s_problem.Value;

    /// <exception cref="EngineException">libvips is not there or does not start.</exception>
    public static void Require()
    {
        if (Problem is { } problem) throw new EngineException("libvips", problem);
    }

    private static string? Start()
    {
        if (NativeParts.Missing(s_vips) is { } missing) return missing;
        // One file holds everything on Linux and macOS; on Windows GLib lies beside in files of its own.
        NativeParts.Resolve(typeof(VipsLibrary).Assembly, new Dictionary<string, string[]>
        {
            ["vips"] = s_vips,
            ["gobject"] = ["libgobject-2.0-0.dll", .. s_vips],
            ["glib"] = ["libglib-2.0-0.dll", .. s_vips],
        });
        try
        {
            if (Vips.vips_init("sartor") != 0) return $"does not start ({Vips.TakeError()})";
        }
        catch (Exception e) when (e is EngineException or EntryPointNotFoundException)
        {
            return e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        }
        // Images lie in memory that is freed after decoding, so no operation may outlive it in a cache.
        Vips.vips_cache_set_max(0);
        Vips.vips_concurrency_set(1);
        Vips.vips_block_untrusted_set(1);
        // Complaints of the codecs come back as errors; on stderr they would only break a progress display.
        foreach (var domain in (ReadOnlySpan<string>)["VIPS", "GLib", "GLib-GObject"])
            Vips.g_log_set_handler(domain, AllLogLevels, &Ignore, 0);
        return null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint domain, int level, nint message, nint data)
    {
    }
}
