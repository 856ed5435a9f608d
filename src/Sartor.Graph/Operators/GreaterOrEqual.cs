namespace Sartor.Graph.Operators;

/// <summary>x ≥ y. ONNX GreaterOrEqual 12–16; TFLite GREATER_EQUAL.</summary>
public sealed partial record GreaterOrEqual : Comparison
{
    protected override bool Holds(int order, bool unordered) => !unordered && order >= 0;

    internal sealed class Onnx() : OnnxElementwise("GreaterOrEqual", new GreaterOrEqual(), 2);
}
