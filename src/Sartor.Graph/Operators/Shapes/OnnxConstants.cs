using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>ONNX operators that are computed while reading, because shapes are static: they leave constants, not nodes.</summary>
internal static class OnnxConstants
{
    /// <summary>A larger Range stays opaque.</summary>
    private const long LongestRange = 1 << 20;

    internal sealed class Constant() : OnnxBinding("Constant")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var raw = cx.Raw;
            foreach (var name in raw.Attributes.Keys)
            {
                Tensor? tensor = name switch
                {
                    "value" => raw.Tensor(name),
                    "value_float" => Tensor.Scalar(raw.Float(name)),
                    "value_floats" => Tensor.Vector(raw.Floats(name).AsSpan()),
                    "value_int" => Tensor.Scalar(raw.Int(name)),
                    "value_ints" => Tensor.Vector(raw.Ints(name).AsSpan()),
                    _ => null,
                };
                if (tensor is not null) return [cx.Constant(tensor)];
            }
            cx.Fail(
                raw.Attributes.Count == 0
                    ? "it has no value"
                    : $"its value ({string.Join(", ", raw.Attributes.Keys)}) is a string or sparse");
            return [];
        }
    }

    internal sealed class ConstantOfShape() : OnnxBinding("ConstantOfShape")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var extents = cx.ConstantInput(0).ToInt64s();
            var value = cx.Raw.Has("value") ? cx.Raw.Tensor("value") : Tensor.Scalar(0f);
            if (value.Shape.ElementCount != 1) cx.Fail("its value is not one element");
            return [cx.Emit(new BroadcastTo(extents.ToEquatableArray()), cx.Constant(value.Reshape(Shape.Scalar)))];
        }
    }

    internal sealed class ShapeOf() : OnnxBinding("Shape")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var shape = cx.Shape(0);
            var start = Bound(cx.Raw.Int("start", 0), shape.Rank);
            var end = Bound(cx.Raw.Int("end", shape.Rank), shape.Rank);
            return [cx.Constant(Tensor.Vector(shape.Extents.AsSpan()[start..Math.Max(start, end)]))];
        }

        private static int Bound(long axis, int rank) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
    }

    internal sealed class Size() : OnnxBinding("Size")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Constant(Tensor.Scalar(cx.Shape(0).ElementCount))];
    }

    internal sealed class Range() : OnnxBinding("Range")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            double start = Number(cx, 0), limit = Number(cx, 1), delta = Number(cx, 2);
            var count = Math.Max(0, Math.Ceiling((limit - start) / delta));
            if (!(count <= LongestRange)) cx.Fail($"a range from {start} to {limit} by {delta} is too long");
            // As numbers first, then in their type.
            cx.TakeElements(2 * (long)count);
            var values = new double[(int)count];
            for (var i = 0; i < values.Length; i++) values[i] = start + (i * delta);
            return [cx.Constant(Tensor.Vector(values.AsSpan()).ConvertTo(cx.Input(0).Type.Element))];
        }

        private static double Number(ReadContext cx, int index)
        {
            var tensor = cx.ConstantInput(index);
            if (tensor.Shape.ElementCount != 1) cx.Fail($"input {index} is not a scalar");
            return tensor.ToDoubles()[0];
        }
    }

    /// <summary>Ones on a diagonal, of the type of the input where the node names none.</summary>
    internal sealed class EyeLike() : OnnxBinding("EyeLike")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var shape = cx.Shape(0);
            if (shape.Rank != 2) cx.Fail($"{shape} is not a matrix");
            cx.TakeElements(2 * shape.ElementCount);
            var k = cx.Raw.Int("k", 0);
            var values = new double[shape.ElementCount];
            for (var row = 0L; row < shape[0]; row++)
            {
                if (row + k >= 0 && row + k < shape[1]) values[(row * shape[1]) + row + k] = 1;
            }
            var type = cx.Raw.Has("dtype") ? OnnxElementTypes.Read(cx.Raw.Int("dtype")) : cx.Input(0).Type.Element;
            return [cx.Constant(Tensor.Create(shape, values).ConvertTo(type))];
        }
    }

    /// <summary>Nothing happens in inference: the mask of Dropout keeps every element.</summary>
    internal sealed class Identity() : OnnxBinding("Identity", "Dropout")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.Raw.Type == "Dropout" && cx.OptionalInput(2) is { } training && !IsZero(training)
                && !(cx.OptionalInput(1) is { } ratio && IsZero(ratio)))
                cx.Fail("it is in training mode; export the model in evaluation mode");
            return cx.Raw.Type == "Dropout" && cx.OutputCount > 1 ? [cx.Input(0), Mask(cx)] : [cx.Input(0)];
        }

        // Before opset 10 the mask has the type of the data.
        private static Value Mask(ReadContext cx)
        {
            var one = Tensor.Scalar(1f).ConvertTo(cx.Raw.Version < 10 ? cx.Input(0).Type.Element : ElementType.Bool);
            return cx.Emit(new BroadcastTo(cx.Shape(0).Extents.ToEquatableArray()), cx.Constant(one));
        }

        private static bool IsZero(Value value) => value.Constant is { } constant && constant.ToDoubles().All(v => v == 0);
    }
}
