using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Cast
{
    internal sealed class TFLite() : TFLiteBinding<Cast>("CAST")
    {
        /// <summary>The result's type is that of the tensor: old files leave the option out.</summary>
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (!IsNumber(cx.OutputType(0).Element)) cx.Fail($"a cast to {cx.OutputType(0).Element.Label()} is not supported");
            return [cx.Emit(new Cast(cx.OutputType(0).Element), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx) => cx.Emit(Raw(node.Input(0).Type.Element, node.Output.Type.Element), node.Inputs, node.Outputs);

        /// <summary>A CAST between two types.</summary>
        internal static RawNode Raw(ElementType from, ElementType to)
        {
            var attributes = new Dictionary<string, object>();
            if (TFLiteElementCodes.Code(from) is { } fromCode) attributes["in_data_type"] = fromCode;
            if (TFLiteElementCodes.Code(to) is { } toCode) attributes["out_data_type"] = toCode;
            return RawNode.Of("tflite", "CAST", Math.Max(Version(from), Version(to)), attributes);
        }

        // op_version.cc: 5 for float16 and float64, 4 for uint16, 3 for int8, 2 for uint32.
        private static int Version(ElementType element) => element switch
        {
            ElementType.Float16 or ElementType.Float64 => 5,
            ElementType.UInt16 => 4,
            ElementType.Int8 => 3,
            ElementType.UInt32 => 2,
            _ => 1,
        };
    }
}
