using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>An ONNX operator of one input whose attributes are floats.</summary>
/// <param name="type">Name in ONNX.</param>
/// <param name="attributes">Their names and defaults.</param>
/// <param name="make">The operator of their values.</param>
/// <param name="values">Their values for an operator.</param>
/// <param name="int8">How int8 tensors around it have to be quantized for the runtime to compute it in integers.</param>
internal abstract class OnnxScaled<TOperator>(
    string type, (string Name, float Default)[] attributes, Func<float[], TOperator> make, Func<TOperator, float[]> values,
    Int8Rule int8 = Int8Rule.Float) : OnnxBinding<TOperator>(type) where TOperator : Operator
{
    public sealed override Int8Rule Int8(Operator op) => int8;

    public sealed override IReadOnlyList<Value> Read(ReadContext context) =>
        [context.Emit(make(Array.ConvertAll(attributes, a => context.Raw.Float(a.Name, a.Default))), context.Input(0))];

    public sealed override void Write(Node node, WriteContext context)
    {
        var written = values(Of(node));
        (string, object)[] all = [.. attributes.Select((a, i) => (a.Name, (object)written[i]))];
        context.Emit(Raw(Types[0], all), node.Inputs, node.Outputs);
    }
}
