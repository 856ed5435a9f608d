using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Selections;

/// <summary>
/// Zeros [Rows,width] to whose rows updates [count,width] are added: inputs indices [count,1], which are not negative, and updates. TFLite
/// SCATTER_ND.
/// </summary>
/// <param name="Rows">Extent of the result's first axis.</param>
public sealed record ScatterSum(long Rows) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        Shape indices = inputs.Shape(0, 2, 2), updates = inputs.Shape(1, 2, 2);
        if (indices != new Shape(updates[0], 1)) inputs.Fail($"indices {indices} do not fit updates {updates}");
        return [inputs.Type(1) with { Shape = new Shape(Rows, updates[1]) }];
    }

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor indices = inputs[0]!, updates = inputs[1]!;
        if (!indices.Element.IsInteger() || !updates.Element.IsFloat()) return null;
        var width = updates.Shape[1];
        var result = new double[checked(Rows * width)];
        double[] values = updates.ToDoubles();
        long[] places = indices.ToInt64s();
        if (places.Any(p => p < 0 || p >= Rows)) return null;
        for (var i = 0; i < values.Length; i++) result[(places[i / width] * width) + (i % width)] += values[i];
        return [Elements.FromDoubles(new Shape(Rows, width), result, updates.Element)];
    }

    /// <summary>A ScatterND that adds to zeros.</summary>
    internal sealed class Onnx() : OnnxBinding<ScatterSum>()
    {
        public override void Write(Node node, WriteContext cx)
        {
            var (type, indices) = (Real(node.Output), node.Input(0));
            if (indices.Type.Element != ElementType.Int64)
            {
                var wide = Raw("Cast", ("to", OnnxElementTypes.Code(ElementType.Int64)));
                indices = Step(cx, $"{node.Name}/indices", wide, indices.Type with { Element = ElementType.Int64 }, indices);
            }
            var zeros = Step(
                cx, $"{node.Name}/zeros", "Expand", type, Number(cx, $"{node.Name}/zero", 0, type.Element),
                Ints(cx, $"{node.Name}/shape", type.Shape!.Extents));
            cx.Emit(Raw("ScatterND", ("reduction", "add")), [zeros, indices, node.Input(1)], node.Outputs);
        }
    }

    internal sealed class TFLite() : TFLiteBinding<ScatterSum>("SCATTER_ND")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.ConstantInput(2).ToInt64s() is not [var rows, _] || cx.Shape(1).Rank != 2)
                cx.Fail($"only rows of a matrix are supported, not {cx.Shape(0)} into {cx.Input(2).Constant?.Shape}");
            else return [cx.Emit(new ScatterSum(rows), cx.Input(0), cx.Input(1))];
            return [];
        }

        public override void Write(Node node, WriteContext cx)
        {
            if (node.Input(0).Type.Element != ElementType.Int32) cx.Fail(node, "SCATTER_ND takes int32 indices");
            int[] extents = [.. node.Output.Type.Shape!.Extents.Select(e => checked((int)e))];
            var shape = cx.Constant($"{node.Name}/shape", Tensor.Vector<int>(extents));
            cx.Emit(RawNode.Of("tflite", "SCATTER_ND", 1), [node.Input(0), node.Input(1), shape], node.Outputs);
        }
    }
}
