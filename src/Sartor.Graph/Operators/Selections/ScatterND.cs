using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Selections;

/// <summary>
/// Data with some slices replaced: inputs data, indices [places…,D], updates [places…,data axes from D on]. ONNX ScatterND 11–18,
/// ScatterElements 11–18 and Scatter 9 on the elements in a row.
/// </summary>
/// <param name="Reduction">What becomes of an update and what is at its place; without one, places must not come twice.</param>
public sealed record ScatterND(ScatterReduction Reduction = ScatterReduction.None) : Operator
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
                long index = places[(i * depth) + axis], extent = data.Shape[axis];
                if (index < -extent || index >= extent) return null;
                at += (index < 0 ? index + extent : index) * strides[axis];
            }
            var place = (int)(at * data.Element.Bits() / 8);
            if (Reduction == ScatterReduction.None) updates.Data.Span.Slice(i * slice, slice).CopyTo(result.AsSpan(place));
            else if (!Combine(data.Element, result.AsMemory(place, slice), updates.Data.Slice(i * slice, slice))) return null;
        }
        return [new Tensor(data.Element, data.Shape, result)];
    }

    // False for element types that have no arithmetic here.
    private bool Combine(ElementType element, Memory<byte> into, ReadOnlyMemory<byte> updates)
    {
        if (!element.IsFloat() && !element.IsInteger()) return false;
        var shape = new Shape(updates.Length * 8L / element.Bits());
        double[] x = new Tensor(element, shape, into).ToDoubles(), u = new Tensor(element, shape, updates).ToDoubles();
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = Reduction switch
            {
                ScatterReduction.Add => x[i] + u[i],
                ScatterReduction.Multiply => x[i] * u[i],
                ScatterReduction.Max => Math.Max(x[i], u[i]),
                _ => Math.Min(x[i], u[i]),
            };
        }
        Elements.FromDoubles(shape, x, element).Data.CopyTo(into);
        return true;
    }

    internal sealed class Onnx() : OnnxBinding<ScatterND>("ScatterND")
    {
        /// <summary>The greatest and the least came with operator set 18.</summary>
        public override void Write(Node node, WriteContext cx)
        {
            var reduction = Of(node).Reduction;
            if (reduction is ScatterReduction.Max or ScatterReduction.Min)
                cx.Fail(node, $"ScatterND of operator set {OnnxOpset.Written} adds and multiplies, and this one takes the {reduction}");
            var name = reduction switch { ScatterReduction.Add => "add", ScatterReduction.Multiply => "mul", _ => "none" };
            cx.Emit(Raw("ScatterND", ("reduction", name)), node.Inputs, node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new ScatterND(Kind(cx)), cx.Input(0), cx.Input(1), cx.Input(2))];

        internal static ScatterReduction Kind(ReadContext cx) => cx.Raw.String("reduction", "none") switch
        {
            "none" => ScatterReduction.None,
            "add" => ScatterReduction.Add,
            "mul" => ScatterReduction.Multiply,
            "max" => ScatterReduction.Max,
            "min" => ScatterReduction.Min,
            var other => throw new RawNodeException($"reduction '{other}' is not supported"),
        };
    }

    /// <summary>Each update goes to its own coordinates, that along the axis replaced by its index.</summary>
    internal sealed class OnnxElements() : OnnxBinding("ScatterElements", "Scatter")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            Shape data = cx.Shape(0), indices = cx.Shape(1);
            var axis = cx.Axis(cx.Raw.Int32("axis", 0), 0);
            if (indices.Rank != data.Rank || cx.Shape(2) != indices
                || Enumerable.Range(0, data.Rank).Any(i => i != axis && indices[i] > data[i]))
                cx.Fail($"indices {indices} and updates {cx.Shape(2)} do not fit {data}");
            if (data.ElementCount is 0 or > int.MaxValue) cx.Fail($"{data} is empty or larger than indices count");
            cx.TakeElements(indices.ElementCount);
            var element = cx.Input(1).Type.Element;
            Value Number(long value) => cx.Constant(Tensor.Scalar(value).ConvertTo(element));
            var strides = data.Strides();
            var others = Tensor.Create(indices, GatherElements.Others(indices, strides, axis)).ConvertTo(element);
            var along = cx.Emit(
                new Mul(), cx.Emit(new Modulo(Truncated: false), cx.Input(1), Number(data[axis])), Number(strides[axis]));
            var places = cx.Emit(new Reshape([indices.ElementCount, 1]), cx.Emit(new Add(), along, cx.Constant(others)));
            var row = cx.Emit(new Reshape([data.ElementCount]), cx.Input(0));
            var updates = cx.Emit(new Reshape([indices.ElementCount]), cx.Input(2));
            var result = cx.Emit(new ScatterND(Onnx.Kind(cx)), row, places, updates);
            return [cx.Emit(new Reshape(data.Extents.ToEquatableArray()), result)];
        }
    }
}
