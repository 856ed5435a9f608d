namespace Sartor.Graph.Operators;

/// <summary>x ≠ y. ONNX has none; TFLite NOT_EQUAL.</summary>
public sealed partial record NotEqual : Comparison
{
    protected override bool Holds(int order, bool unordered) => unordered || order != 0;
}
