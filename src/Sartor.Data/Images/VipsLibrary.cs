using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sartor.Core;

namespace Sartor.Data.Images;

/// <summary>
/// Finds and starts libvips: in the folder that the environment variable <c>SARTOR_LIBVIPS</c> names, else in <c>native/</c> beside
/// the program, where the build puts it.
/// </summary>
internal static unsafe class VipsLibrary
{
    private const string Variable = "SARTOR_LIBVIPS";

    private static readonly Lazy<string?> s_problem = new(Start, LazyThreadSafetyMode.ExecutionAndPublication);
    private static string? s_folder;

    /// <summary>Why libvips cannot be used, as a sentence's end; null where it can.</summary>
    public static string? Problem => s_problem.Value;

    /// <exception cref="EngineException">libvips is not there or does not start.</exception>
    public static void Require()
    {
        if (Problem is { } problem) throw new EngineException("libvips", problem);
    }

    private static string? Start()
    {
        s_folder = Folders().FirstOrDefault(folder => Find(folder, "vips") is not null);
        if (s_folder is null)
            return $"the image library is missing; build with Node.js (npm) installed so that it is fetched into native/, or set {Variable} to its folder";
        NativeLibrary.SetDllImportResolver(typeof(VipsLibrary).Assembly, Resolve);
        try
        {
            if (Vips.vips_init("sartor") != 0) return $"does not start ({Vips.TakeError()})";
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return $"does not load from {s_folder} ({e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ')}); fetch the build for this machine";
        }
        // Pictures lie in memory that is freed after decoding, so no operation may outlive it in a cache.
        Vips.vips_cache_set_max(0);
        Vips.vips_concurrency_set(1);
        Vips.vips_block_untrusted_set(1);
        // Complaints of the codecs come back as errors; on stderr they would only break a progress display.
        foreach (var domain in (ReadOnlySpan<string>)["VIPS", "GLib", "GLib-GObject"]) Vips.g_log_set_handler(domain, AllLevels, &Ignore, 0);
        return null;
    }

    private const int AllLevels = 0xFC;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint domain, int level, nint message, nint data)
    {
    }

    private static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            yield return Directory.Exists(named) ? named : Path.GetDirectoryName(Path.GetFullPath(named))!;
            yield break;
        }
        var native = Path.Combine(AppContext.BaseDirectory, "native");
        yield return native;
        yield return Path.Combine(native, RuntimeInformation.RuntimeIdentifier);
        yield return AppContext.BaseDirectory;
    }

    // One file holds everything on Linux and macOS; on Windows GLib lies beside in files of its own.
    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name is not ("vips" or "gobject" or "glib")) return 0;
        var path = Find(s_folder!, name) ?? Find(s_folder!, "vips");
        return path is null ? 0 : NativeLibrary.Load(path);
    }

    private static string? Find(string folder, string name)
    {
        if (!Directory.Exists(folder)) return null;
        return Directory.EnumerateFiles(folder, $"lib{name}*")
            .Where(file => Path.GetFileName(file) is var f && (f.Contains(".so", StringComparison.Ordinal) || f.EndsWith(".dylib", StringComparison.Ordinal) || f.EndsWith(".dll", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
    }
}
