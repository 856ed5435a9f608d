namespace Sartor.Engines.LiteRt;

/// <summary>
/// LiteRT, the successor of TensorFlow Lite, as the WebAssembly build of npm in a process of Node.js: the newest kernels, for files that
/// TensorFlow Lite 2.9 does not compute. It verifies; its times are those of WebAssembly and a pipe, not of a device.
/// </summary>
internal sealed class LiteRtEngine : IInferenceEngine
{
    public const string EngineName = "litert";

    /// <summary>LiteRT's only choice here: XNNPACK where that takes a node, its built-in kernels elsewhere.</summary>
    public const string WasmDelegate = "wasm";

    /// <summary>What a failure says where the runtime's code ended, as native code ends a process by abort or by a fault.</summary>
    public const string Ended = "the runtime ended";

    public string Name => EngineName;

    public string Format => "tflite";

    public IReadOnlyList<string> Delegates { get; } = [WasmDelegate];

    public string? ReferenceDelegate => null;

    public bool IsOptIn => true;

    public EngineAvailability Probe() => LiteRtPackage.Find(out var package, out var problem)
        ? EngineAvailability.Available(package.Version)
        : EngineAvailability.Missing(problem);

    public IInferenceSession Prepare(string modelPath, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.DelegateFor(this);
        if (!LiteRtPackage.Find(out var package, out var problem)) throw new EngineException(EngineName, problem);
        NativeLibraries.RequireModel(modelPath);
        return LiteRtSession.Load(package, Path.GetFullPath(modelPath));
    }
}
