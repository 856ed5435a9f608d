using Sartor.Engines.LibTorch;
using Sartor.Engines.LiteRt;
using Sartor.Engines.OnnxRuntime;
using Sartor.Engines.TFLite;

namespace Sartor.Engines;

/// <summary>The engines that Sartor knows, whether or not they are available on this machine.</summary>
public static class InferenceEngines
{
    /// <summary>All of them, by name. They are listed because the worker is compiled ahead of time and cannot search for types.</summary>
    public static Catalog<IInferenceEngine> Catalog { get; } =
        new(new OrtEngine(), new TfLiteEngine(), new LiteRtEngine(), new TorchEngine());

    /// <summary>The engine of that name.</summary>
    /// <exception cref="OptionException">There is none; the message lists those that there are.</exception>
    public static IInferenceEngine Get(string name) => Catalog.Find(name)
        ?? throw new OptionException(
            "engine", $"unknown engine '{name}'; choose from {string.Join(", ", Catalog.All.Select(engine => engine.Name))}");
}
