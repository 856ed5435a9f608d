namespace Sartor.Engines;

/// <summary>The native libraries of this assembly and the file names that they have on each platform.</summary>
internal static class NativeLibraries
{
    public const string OnnxRuntime = "onnxruntime";
    public const string TfLite = "tensorflowlite_c";

    public const string Torch = "sartortorch";

    private static readonly Dictionary<string, string[]> Files = new()
    {
        [OnnxRuntime] = ["libonnxruntime.so", "libonnxruntime.dylib", "onnxruntime.dll"],
        [TfLite] = ["libtensorflowlite_c.so", "libtensorflowlite_c.dylib", "tensorflowlite_c.dll"],
        [Torch] = [TorchLibrary.FileName],
    };

    // Environment variables that name a library of the user's own; workers inherit them.
    private static readonly Dictionary<string, string> Variables = new()
    {
        [OnnxRuntime] = "SARTOR_ONNXRUNTIME_LIBRARY",
        [TfLite] = "SARTOR_TFLITE_LIBRARY",
        [Torch] = TorchLibrary.Variable,
    };

    private const int HashDigits = 12;

    static NativeLibraries() => NativeParts.Resolve(
        typeof(NativeLibraries).Assembly, Files, library => Own(library) ?? (library == Torch ? TorchLibrary.Find(out _) : null));

    /// <summary>
    /// The availability of an engine: its file is there, loads, and tells its version. The version of a library of the user's own ends
    /// with the beginning of the SHA-256 of its file, so that results tell it from others.
    /// </summary>
    public static EngineAvailability Probe(string library, Func<string> version)
    {
        if (Problem(library) is { } problem) return EngineAvailability.Missing(problem);
        try
        {
            return EngineAvailability.Available(Own(library) is { } own ? $"{version()}, own library {Hash(own)}" : version());
        }
        catch (Exception e) when (e is EngineException or EntryPointNotFoundException)
        {
            return EngineAvailability.Missing(e.Message.TrimEnd('.'));
        }
    }

    /// <exception cref="EngineException">The library's file is missing.</exception>
    public static void Require(string engine, string library)
    {
        if (Problem(library) is { } problem) throw new EngineException(engine, problem);
    }

    /// <summary>The path of the user's own library; null where Sartor's is used.</summary>
    public static string? Own(string library) =>
        Environment.GetEnvironmentVariable(Variables[library]) is { Length: > 0 } path ? Path.GetFullPath(path) : null;

    private static string? Problem(string library)
    {
        if (library == Torch) return TorchLibrary.Find(out var missing) is null ? missing : null;
        if (Own(library) is not { } own) return NativeParts.Missing(Files[library]);
        return File.Exists(own)
            ? null
            : $"{Variables[library]} names {own}, and there is no such file; correct it, or remove the variable";
    }

    private static string Hash(string path)
    {
        var sum = new PortableSha256();
        using var file = File.OpenRead(path);
        var buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;) sum.Append(buffer.AsSpan(0, read));
        return sum.FinishHex()[..HashDigits];
    }

    /// <exception cref="ModelFormatException">The file is missing, a folder, or cannot be read.</exception>
    public static void RequireModel(string path)
    {
        using var file = SlicedFile.Open(path);
        if (file.Length == 0) throw new ModelFormatException(path, null, "the file is empty; copy it again");
    }
}
