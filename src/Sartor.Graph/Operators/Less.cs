namespace Sartor.Graph.Operators;

/// <summary>x &lt; y. ONNX Less 7–13; TFLite LESS.</summary>
public sealed partial record Less : Comparison
{
    protected override bool Holds(int order, bool unordered) => !unordered && order < 0;

    internal sealed class Onnx() : OnnxElementwise("Less", new Less(), 2);
}
