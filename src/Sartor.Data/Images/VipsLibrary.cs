using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NetVips;
using Sartor.Core;

namespace Sartor.Data.Images;

/// <summary>Loads and starts libvips, once.</summary>
internal static class VipsLibrary
{
    private static readonly string[] s_files = ["libvips.so.*", "libvips.*.dylib", "libvips-42.dll"];

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
        if (NativeParts.Missing(s_files) is { } missing) return missing;
        try
        {
            // NetVips asks for a library of this name when its first type is touched, and gets the one that is loaded.
            var library = NativeLibrary.Load(NativeParts.Find(s_files)!);
            return (RuntimeFeature.IsDynamicCodeSupported ? Initialized() : Bind(library)) ?? Configure();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
            or TypeInitializationException)
        {
            return (e.InnerException ?? e).Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Initialized() =>
        ModuleInitializer.VipsInitialized ? null : $"does not start ({ModuleInitializer.Exception?.Message.TrimEnd('.')})";

    // A program that is compiled ahead of time runs the initializers of all its modules at its start, that of NetVips, too, which would
    // look for a libvips of the system. It is left out there (Sartor.Cli.csproj); this does what it does. GLib is in the library.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Bind(nint library)
    {
        NativeLibrary.SetDllImportResolver(typeof(NetVips.NetVips).Assembly, (_, _, _) => library);
        return NetVips.NetVips.Init() ? null : "does not start";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Configure()
    {
        // Images lie in memory that is freed after decoding, so no operation may outlive it in a cache.
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        NetVips.NetVips.BlockUntrusted = true;
        // Complaints of the codecs come back as errors; on stderr they would only break a progress display.
        foreach (var domain in (ReadOnlySpan<string>)["VIPS", "GLib", "GLib-GObject"])
            Log.SetLogHandler(domain, Enums.LogLevelFlags.All, Silence.Ignore);
        return null;
    }

    private static class Silence
    {
        // It stays as long as the process: the library keeps pointers to it.
        public static readonly Log.LogDelegate Ignore = (_, _, _) => { };
    }
}
