using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

/// <summary>
/// The same values in another element type: floats to integers truncate toward zero, integers to narrower ones wrap, to bool
/// everything but 0 is true. ONNX Cast 6–21; TFLite CAST.
/// </summary>
public sealed partial record Cast(ElementType To) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs) => [inputs.Type(0) with { Element = To }];

    public override AxisPassage? Pass(Permutation permutation, int input, NodeTypes types) => AxisPassages.FirstInput(this, permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!IsNumber(x.Element) || !IsNumber(To)) return null;
        return [x.Element.IsFloat() || To.IsFloat() || To == ElementType.Bool ? x.ConvertTo(To) : Elements.FromInt64s(x.Shape, x.ToInt64s(), To)];
    }

    private static bool IsNumber(ElementType element) =>
        element == ElementType.Bool || element.IsFloat() || (element.IsInteger() && element.Bits() >= 8);

    internal sealed class Onnx() : OnnxBinding("Cast")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var to = OnnxElementTypes.Read(cx.Raw.Int("to"));
            if (to is ElementType.String or ElementType.Unknown) cx.Fail($"a cast to element type {cx.Raw.Int("to")} is not supported");
            return [cx.Input(0).Type.Element == to ? cx.Input(0) : cx.Emit(new Cast(to), cx.Input(0))];
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
}
