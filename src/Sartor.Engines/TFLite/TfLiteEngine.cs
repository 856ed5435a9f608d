namespace Sartor.Engines.TFLite;

/// <summary>
/// TensorFlow Lite with its builtin kernels alone (<c>none</c>) or with XNNPACK as an explicit delegate (<c>xnnpack</c>).
/// </summary>
internal sealed class TfLiteEngine : IInferenceEngine
{
    public const string EngineName = "tflite";
    public const string NoDelegate = "none";
    public const string XnnPackDelegate = "xnnpack";

    public string Name => EngineName;

    public string Format => "tflite";

    public IReadOnlyList<string> Delegates { get; } = [XnnPackDelegate, NoDelegate];

    public string? ReferenceDelegate => NoDelegate;

    public EngineAvailability Probe() => NativeLibraries.Probe(NativeLibraries.TfLite, TfLiteApi.Version);

    public IInferenceSession Prepare(string modelPath, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var name = options.DelegateFor(this);
        NativeLibraries.Require(EngineName, NativeLibraries.TfLite);
        NativeLibraries.RequireModel(modelPath);
        var model = TfLiteApi.ModelCreate(Path.GetFullPath(modelPath));
        if (model == 0)
            throw new EngineException(EngineName, $"{modelPath}: is not a complete TFLite file; the check of its FlatBuffer failed");
        var handle = new NativeObject(model, TfLiteApi.ModelDelete);
        try
        {
            return new TfLiteSession(modelPath, handle, name, options);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }
}
