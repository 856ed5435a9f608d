namespace Sartor.Engines;

/// <summary>
/// A runtime that executes models of one format. Adding one is adding its folder: the catalog finds it and the contract tests run over it.
/// </summary>
public interface IInferenceEngine : INamed
{
    /// <summary>The model format that it loads, by the name that Sartor.Formats uses: <c>onnx</c>, <c>tflite</c>.</summary>
    string Format { get; }

    /// <summary>The delegates that it knows; the first is the default.</summary>
    IReadOnlyList<string> Delegates { get; }

    /// <summary>
    /// The delegate with the plainest arithmetic, whose outputs are the measure for all others of the format; null for an engine that is
    /// not the reference. One engine of each format is.
    /// </summary>
    string? ReferenceDelegate { get; }

    /// <summary>
    /// True for an engine that runs only where it is named, or where a conversion target names it: it stands for another runtime than the
    /// one that Sartor measures.
    /// </summary>
    bool IsOptIn => false;

    /// <summary>Whether it can be used on this machine; cheap, never throws.</summary>
    EngineAvailability Probe();

    /// <summary>Loads a model and makes it ready to run, in this process.</summary>
    /// <exception cref="EngineException">The engine is missing, or it refused the model; the message has its reason.</exception>
    /// <exception cref="ModelFormatException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="OptionException">The engine does not know the delegate, or an option is out of range.</exception>
    IInferenceSession Prepare(string modelPath, EngineOptions options);
}
