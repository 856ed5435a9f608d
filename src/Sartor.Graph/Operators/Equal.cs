namespace Sartor.Graph.Operators;

/// <summary>x = y. ONNX Equal 7–19; TFLite EQUAL.</summary>
public sealed partial record Equal : Comparison
{
    protected override bool Holds(int order, bool unordered) => !unordered && order == 0;

    internal sealed class Onnx() : OnnxElementwise("Equal", new Equal(), 2);
}
