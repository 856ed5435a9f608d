using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>Reads an ONNX operator that has no attributes and a fixed number of inputs.</summary>
/// <param name="type">Name in ONNX.</param>
/// <param name="op">The operator; immutable, so all nodes share it.</param>
/// <param name="inputs">How many inputs it takes.</param>
internal abstract class OnnxElementwise(string type, Operator op, int inputs) : OnnxBinding(type)
{
    public sealed override IReadOnlyList<Value> Read(ReadContext context)
    {
        var values = new Value?[inputs];
        for (var i = 0; i < inputs; i++) values[i] = context.Input(i);
        return [context.Emit(op, values)];
    }
}
