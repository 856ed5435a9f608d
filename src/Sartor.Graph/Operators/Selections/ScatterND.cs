using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Selections;

/// <summary>
/// Data with some slices replaced: inputs data, indices [places…,D], updates [places…,data axes from D on]. ONNX ScatterND 11–18
/// without reduction.
/// </summary>
public sealed record ScatterND : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        Shape data = inputs.Shape(0, 1), indices = inputs.Shape(1, 1), updates = inputs.Shape(2);
        var depth = indices[-1];
        if (depth > data.Rank || updates != new Shape([.. indices.Extents.SkipLast(1), .. data.Extents.Skip((int)depth)]))
            inputs.Fail($"indices {indices} and updates {updates} do not fit {data}");
        return [inputs.Type(0)];
    }

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor data = inputs[0]!, indices = inputs[1]!, updates = inputs[2]!;
        if (!ElementCopy.Works(data.Element) || !indices.Element.IsInteger()) return null;
        var depth = (int)indices.Shape[-1];
        var places = indices.ToInt64s();
        var strides = data.Shape.Strides();
        var result = data.Data.ToArray();
        var count = (int)indices.Shape.Extents.SkipLast(1).Aggregate(1L, (a, b) => a * b);
        var slice = count == 0 ? 0 : updates.Data.Length / count;
        for (var i = 0; i < count; i++)
        {
            long at = 0;
            for (var axis = 0; axis < depth; axis++)
            {
                long place = places[(i * depth) + axis], extent = data.Shape[axis];
                if (place < -extent || place >= extent) return null;
                at += (place < 0 ? place + extent : place) * strides[axis];
            }
            updates.Data.Span.Slice(i * slice, slice).CopyTo(result.AsSpan((int)(at * data.Element.Bits() / 8)));
        }
        return [new Tensor(data.Element, data.Shape, result)];
    }

    internal sealed class Onnx() : OnnxBinding<ScatterND>("ScatterND")
    {
        public override void Write(Node node, WriteContext cx) => cx.Emit(Raw("ScatterND"), node.Inputs, node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Raw.String("reduction", "none") != "none") cx.Fail($"reduction '{cx.Raw.String("reduction")}' is not supported");
            return [cx.Emit(new ScatterND(), cx.Input(0), cx.Input(1), cx.Input(2))];
        }
    }
}
