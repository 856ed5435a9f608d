using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>An ONNX operator that has no attributes and a fixed number of inputs.</summary>
/// <param name="type">Name in ONNX.</param>
/// <param name="op">The operator; immutable, so all nodes share it.</param>
/// <param name="inputs">How many inputs it takes.</param>
/// <param name="int8">How int8 tensors around it have to be quantized for the runtime to compute it in integers.</param>
internal abstract class OnnxElementwise<TOperator>(string type, TOperator op, int inputs, Int8Rule int8 = Int8Rule.Float)
    : OnnxBinding<TOperator>(type) where TOperator : Operator
{
    public sealed override Int8Rule Int8(Operator op) => int8;

    public sealed override IReadOnlyList<Value> Read(ReadContext context)
    {
        var values = new Value?[inputs];
        for (var i = 0; i < inputs; i++) values[i] = context.Input(i);
        return [context.Emit(op, values)];
    }

    public override void Write(Node node, WriteContext context) => context.Emit(Raw(Types[0]), node.Inputs, node.Outputs);
}
