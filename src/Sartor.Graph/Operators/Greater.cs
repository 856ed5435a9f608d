namespace Sartor.Graph.Operators;

/// <summary>x &gt; y. ONNX Greater 7–13; TFLite GREATER.</summary>
public sealed partial record Greater : Comparison
{
    protected override bool Holds(int order, bool unordered) => !unordered && order > 0;

    internal sealed class Onnx() : OnnxElementwise("Greater", new Greater(), 2);
}
