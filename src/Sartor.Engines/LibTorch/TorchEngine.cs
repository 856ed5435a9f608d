namespace Sartor.Engines.LibTorch;

/// <summary>
/// libtorch, PyTorch's C++ library: runs TorchScript, and in its lite interpreter files that have bytecode. Such a file is a program, which
/// libtorch executes; so it is loaded only where somebody names this engine.
/// </summary>
internal sealed unsafe class TorchEngine : IInferenceEngine
{
    public const string EngineName = "pytorch";
    public const string CpuDelegate = "cpu";

    public string Name => EngineName;

    public string Format => "torchscript";

    public IReadOnlyList<string> Delegates { get; } = [CpuDelegate];

    public string? ReferenceDelegate => CpuDelegate;

    public bool IsOptIn => true;

    public EngineAvailability Probe() => NativeLibraries.Probe(NativeLibraries.Torch, TorchApi.Version);

    public IInferenceSession Prepare(string modelPath, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.DelegateFor(this);
        NativeLibraries.Require(EngineName, NativeLibraries.Torch);
        NativeLibraries.RequireModel(modelPath);
        return TorchSession.Load(modelPath, options.Threads);
    }
}
