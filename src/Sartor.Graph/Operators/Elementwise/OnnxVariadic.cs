using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>Reads an ONNX operator of any number of inputs as a chain of binary ones.</summary>
/// <param name="type">Name in ONNX.</param>
/// <param name="op">The binary operator.</param>
/// <param name="writes">Whether it also writes that operator.</param>
internal abstract class OnnxVariadic(string type, Operator op, bool writes = false) : OnnxBinding(type)
{
    public sealed override Type? Writes => writes ? op.GetType() : null;

    public sealed override void Write(Node node, WriteContext context) => context.Emit(Raw(Types[0]), node.Inputs, node.Outputs);

    public override IReadOnlyList<Value> Read(ReadContext context) => [Chain(context)];

    protected Value Chain(ReadContext cx)
    {
        var result = cx.Input(0);
        for (var i = 1; i < cx.InputCount; i++) result = cx.Emit(op, result, cx.Input(i));
        return result;
    }
}
