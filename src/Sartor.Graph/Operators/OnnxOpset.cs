namespace Sartor.Graph.Operators;

/// <summary>The operator set of ONNX that Sartor writes.</summary>
public static class OnnxOpset
{
    /// <summary>That of ONNX 1.12: the first with LayerNormalization, and old enough for the runtimes of shipped applications.</summary>
    public const long Written = 17;
}
