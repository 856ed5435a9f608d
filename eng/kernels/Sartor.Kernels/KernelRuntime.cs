using Sartor.Engines;
using Sartor.Formats.TFLite.Kernels;

namespace Sartor.Kernels;

/// <summary>A runtime that cases are run in.</summary>
/// <param name="Name">Of its engine and its table.</param>
/// <param name="Builtin">The delegate that runs the built-in kernels; the only one, where the runtime always applies XNNPACK.</param>
/// <param name="XnnPack">The delegate that applies XNNPACK; null where it is the same.</param>
internal sealed record KernelRuntime(string Name, string Builtin, string? XnnPack)
{
    /// <summary>TensorFlow Lite 2.9, which Sartor measures.</summary>
    public static KernelRuntime TfLite { get; } = new("tflite", "none", "xnnpack");

    /// <summary>LiteRT in WebAssembly.</summary>
    public static KernelRuntime LiteRt { get; } = new("litert", "wasm", null);

    /// <summary>The runtime of that name; null where there is none.</summary>
    public static KernelRuntime? Find(string name) => name == TfLite.Name ? TfLite : name == LiteRt.Name ? LiteRt : null;

    /// <summary>Why it does not run here; null where it does.</summary>
    public string? Problem => InferenceEngines.Get(Name).Probe().Problem;

    /// <summary>Name and version as its engine states it.</summary>
    public string Title => $"{Name} {InferenceEngines.Get(Name).Probe().Version}";

    /// <summary>Its table in this build.</summary>
    public KernelTable Table => KernelTable.Of(Name);
}
