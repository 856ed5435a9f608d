using Sartor.Core;
using Sartor.Engines;

namespace Sartor.Formats.Tests.TFLite;

/// <summary>Files in TensorFlow Lite's runtime, on each delegate; the test is skipped where the runtime is not there.</summary>
internal static class NativeRuntime
{
    /// <summary>What a file gives on each delegate that takes it.</summary>
    public static IEnumerable<(string Delegate, IReadOnlyList<Tensor> Outputs)> Run(string path, params Tensor[] inputs)
    {
        var engine = InferenceEngines.Get("tflite");
        if (engine.Probe().Problem is { } problem) Assert.Skip(problem);
        foreach (var name in engine.Delegates)
        {
            using var session = Prepare(engine, path, name);
            if (session is not null) yield return (name, session.Infer(inputs));
        }
    }

    // XNNPACK of TFLite 2.9 does not prepare every graph that has a scalar (ScalarOutputTests).
    private static IInferenceSession? Prepare(IInferenceEngine engine, string path, string name)
    {
        try
        {
            return engine.Prepare(path, new EngineOptions { Delegate = name });
        }
        catch (EngineException e) when (name == "xnnpack" && e.Message.Contains("TFLite gives no reason", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
