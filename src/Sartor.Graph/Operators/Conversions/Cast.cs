using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Conversions;

/// <summary>
/// The same values in another element type: floats to integers truncate toward zero, integers to narrower ones wrap, to bool
/// everything but 0 is true. ONNX Cast 6–21; TFLite CAST.
/// </summary>
public sealed record Cast(ElementType To) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0) with { Element = To }];

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        AxisPropagations.FirstInput(this, permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!IsNumber(x.Element) || !IsNumber(To)) return null;
        var isConverted = x.Element.IsFloat() || To.IsFloat() || To == ElementType.Bool;
        return [isConverted ? x.ConvertTo(To) : Elements.FromInt64s(x.Shape, x.ToInt64s(), To)];
    }

    private static bool IsNumber(ElementType element) =>
        element == ElementType.Bool || element.IsFloat() || (element.IsInteger() && element.Bits() >= 8);

    internal sealed class Onnx() : OnnxBinding<Cast>("Cast")
    {
        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("Cast", ("to", OnnxElementTypes.Code(Of(node).To))), node.Inputs, node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var to = OnnxElementTypes.Read(cx.Raw.Int("to"));
            if (to is ElementType.String or ElementType.Unknown) cx.Fail($"a cast to element type {cx.Raw.Int("to")} is not supported");
            var x = cx.Input(0);
            if (x.Type.Element == to) return [x];
            // Weights that are stored in half their size.
            var isStored = x is { Constant: not null, Type.Element: ElementType.Float16 } && to == ElementType.Float32;
            return [cx.Emit(isStored ? new Dequantize() : new Cast(to), x)];
        }
    }

    internal sealed class OnnxLike() : OnnxBinding("CastLike")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var to = cx.Input(1).Type.Element;
            if (to is ElementType.String or ElementType.Unknown) cx.Fail($"a cast to {to.Label()} is not supported");
            return [cx.Input(0).Type.Element == to ? cx.Input(0) : cx.Emit(new Cast(to), cx.Input(0))];
        }
    }

    internal sealed class TFLite() : TFLiteBinding<Cast>("CAST")
    {
        /// <summary>The result's type is that of the tensor: old files leave the option out.</summary>
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (!IsNumber(cx.OutputType(0).Element)) cx.Fail($"a cast to {cx.OutputType(0).Element.Label()} is not supported");
            return [cx.Emit(new Cast(cx.OutputType(0).Element), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw(node.Input(0).Type.Element, node.Output.Type.Element), node.Inputs, node.Outputs);

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
