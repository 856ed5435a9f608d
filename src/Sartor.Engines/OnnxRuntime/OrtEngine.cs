namespace Sartor.Engines.OnnxRuntime;

/// <summary>ONNX Runtime with its CPU execution provider.</summary>
internal sealed class OrtEngine : IInferenceEngine
{
    public const string EngineName = "onnxruntime";
    public const string CpuDelegate = "cpu";

    public string Name => EngineName;

    public string Format => "onnx";

    public IReadOnlyList<string> Delegates { get; } = [CpuDelegate];

    public string? ReferenceDelegate => CpuDelegate;

    public EngineAvailability Probe() => NativeLibraries.Probe(NativeLibraries.OnnxRuntime, OrtApi.Version);

    public IInferenceSession Prepare(string modelPath, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.DelegateFor(this);
        NativeLibraries.Require(EngineName, NativeLibraries.OnnxRuntime);
        NativeLibraries.RequireModel(modelPath);
        return new OrtSession(modelPath, OrtSessionLoader.Load(modelPath, options), options);
    }
}
