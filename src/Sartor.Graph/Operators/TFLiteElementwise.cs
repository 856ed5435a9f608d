using Sartor.Core;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>Raw nodes of TFLite's elementwise operators. Version 2 is the first that takes int8.</summary>
internal static class TFLiteElementwise
{
    public static RawNode Raw(string type, Node node)
    {
        var attributes = new Dictionary<string, object>();
        if (node.Operator is IFusedActivation fused) attributes[TFLiteActivations.Attribute] = TFLiteActivations.Code(fused.Activation);
        return RawNode.Of("tflite", type, node.Output.Type.Element == ElementType.Int8 ? 2 : 1, attributes);
    }
}
