namespace Sartor.Engines;

/// <summary>The native libraries of this assembly and the file names that they have on each platform.</summary>
internal static class NativeLibraries
{
    public const string OnnxRuntime = "onnxruntime";
    public const string TfLite = "tensorflowlite_c";

    private static readonly Dictionary<string, string[]> Files = new()
    {
        [OnnxRuntime] = ["libonnxruntime.so", "libonnxruntime.dylib", "onnxruntime.dll"],
        [TfLite] = ["libtensorflowlite_c.so", "libtensorflowlite_c.dylib", "tensorflowlite_c.dll"],
    };

    static NativeLibraries() => NativeParts.Resolve(typeof(NativeLibraries).Assembly, Files);

    /// <summary>The availability of an engine: its file is there, loads, and tells its version.</summary>
    public static EngineAvailability Probe(string library, Func<string> version)
    {
        if (NativeParts.Missing(Files[library]) is { } problem) return EngineAvailability.Missing(problem);
        try
        {
            return EngineAvailability.Available(version());
        }
        catch (Exception e) when (e is EngineException or EntryPointNotFoundException)
        {
            return EngineAvailability.Missing(e.Message.TrimEnd('.'));
        }
    }

    /// <exception cref="EngineException">The library's file is missing.</exception>
    public static void Require(string engine, string library)
    {
        if (NativeParts.Missing(Files[library]) is { } problem) throw new EngineException(engine, problem);
    }

    /// <exception cref="ModelFormatException">The file is missing, a folder, or cannot be read.</exception>
    public static void RequireModel(string path)
    {
        using var file = SlicedFile.Open(path);
        if (file.Length == 0) throw new ModelFormatException(path, null, "the file is empty; copy it again");
    }
}
