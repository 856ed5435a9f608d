using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;

namespace Sartor.Graph.Operators.Quantized;

/// <summary>QuantizeLinear and DequantizeLinear 10–21: with constant parameters as they are, with computed ones in arithmetic.</summary>
internal static class OnnxLinearQuantization
{
    internal sealed class OnnxQuantize() : OnnxBinding<Quantize>("QuantizeLinear")
    {
        /// <summary>The writer of the file adds scale and zero point.</summary>
        public override void Write(Node node, WriteContext cx) => cx.Emit(Raw(Types[0]), node.Inputs, node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var to = cx.OptionalInput(2)?.Type.Element ?? OnnxElementTypes.Read(
                cx.Raw.Int("output_dtype", OnnxElementTypes.Code(ElementType.UInt8)));
            if (!to.IsInteger()) cx.Fail($"quantization to {to.Label()} is not supported");
            if (OnnxQuantization.IsComputed(cx))
                return [QuantizedArithmetic.Integers(cx, cx.Input(0), cx.Input(1), cx.OptionalInput(2), OnnxQuantization.Axis(cx), to)];
            var parameters = OnnxQuantization.Read(cx);
            var result = cx.Emit(new Quantize(to), cx.Input(0));
            result.Quantization = parameters;
            return [result];
        }
    }

    internal sealed class OnnxDequantize() : OnnxBinding<Dequantize>("DequantizeLinear")
    {
        /// <summary>The writer of the file adds scale and zero point. From float16 it is a Cast.</summary>
        public override void Write(Node node, WriteContext cx) => cx.Emit(
            node.Input(0).Type.Element.IsFloat() ? Raw("Cast", ("to", OnnxElementTypes.Code(Of(node).To))) : Raw(Types[0]), node.Inputs,
            node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Input(0);
            if (!x.Type.Element.IsInteger()) cx.Fail($"dequantization of {x.Type.Element.Label()} is not supported");
            if (OnnxQuantization.IsComputed(cx))
                return [QuantizedArithmetic.Real(cx, x, cx.Input(1), cx.OptionalInput(2), OnnxQuantization.Axis(cx))];
            var parameters = OnnxQuantization.Read(cx);
            if (x.Quantization is { } already && already != parameters) cx.Fail($"'{x.Name}' is quantized with other parameters");
            x.Quantization = parameters;
            return [cx.Emit(new Dequantize(cx.Input(1).Type.Element), x)];
        }
    }
}
