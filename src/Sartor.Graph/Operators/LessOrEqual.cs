namespace Sartor.Graph.Operators;

/// <summary>x ≤ y. ONNX LessOrEqual 12–16; TFLite LESS_EQUAL.</summary>
public sealed partial record LessOrEqual : Comparison
{
    protected override bool Holds(int order, bool unordered) => !unordered && order <= 0;

    internal sealed class Onnx() : OnnxElementwise("LessOrEqual", new LessOrEqual(), 2);
}
