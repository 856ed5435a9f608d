using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Elementwise;

/// <summary>A TFLite operator that has no options but, perhaps, a fused activation.</summary>
/// <param name="type">Name in the schema.</param>
/// <param name="inputs">How many inputs it takes.</param>
/// <param name="make">The operator with an activation; one that cannot fuse any ignores it.</param>
/// <param name="versions">Its versions.</param>
/// <param name="int8">What its int8 kernel asks for.</param>
internal abstract class TFLiteElementwise<TOperator>(
    string type, int inputs, Func<Activation, TOperator> make, TFLiteVersions versions, Int8Rule int8 = Int8Rule.Float)
    : TFLiteBinding<TOperator>(type) where TOperator : Operator
{
    public sealed override Int8Rule Int8(Operator op) => int8;

    public override IReadOnlyList<Value> Read(ReadContext context)
    {
        var values = new Value?[inputs];
        for (var i = 0; i < inputs; i++) values[i] = context.Input(i);
        return [context.Emit(make(TFLiteActivations.Read(context.Raw)), values)];
    }

    public override void Write(Node node, WriteContext context) => context.Emit(Raw(node), node.Inputs, node.Outputs);

    /// <summary>The raw node without what a subclass adds.</summary>
    protected RawNode Raw(Node node, params ReadOnlySpan<(string Name, object Value)> options)
    {
        var attributes = new Dictionary<string, object>();
        foreach (var (name, value) in options) attributes.Add(name, value);
        if (node.Operator is IFusedActivation { Activation: not Activation.None } fused)
            attributes[TFLiteActivations.Attribute] = TFLiteActivations.Code(fused.Activation);
        return RawNode.Of("tflite", Types[0], Version(node), attributes);
    }

    /// <summary>The version that a node needs.</summary>
    protected virtual int Version(Node node) => versions.Of(node);
}
