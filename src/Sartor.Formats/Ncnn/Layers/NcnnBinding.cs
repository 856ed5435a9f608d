using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Conversions;
using static Sartor.Formats.Ncnn.NcnnParameters;

namespace Sartor.Formats.Ncnn.Layers;

/// <summary>A binding to layers of ncnn. Inputs of a raw node are the blobs that it reads, then its weights in their order.</summary>
internal abstract class NcnnBinding(params string[] types) : OperatorBinding(NcnnFormat.FormatName, types)
{
    /// <summary>A layer with parameters by number.</summary>
    protected static RawNode Raw(string type, params ReadOnlySpan<(int Id, object Value)> parameters)
    {
        var values = new Dictionary<string, object>(parameters.Length);
        foreach (var (id, value) in parameters) values.Add(Id(id), value);
        return RawNode.Of(NcnnFormat.FormatName, type, 1, values);
    }

    /// <summary>Extents of the blob of a value.</summary>
    protected static long[] Dims(WriteContext cx, Node node, Value value)
    {
        if (NcnnDims.Of(value.Type.Shape) is { } dims) return dims;
        cx.Fail(node, $"'{value.Name}' is {value.Type}, and a blob has at most {NcnnDims.MostAxes} axes beside a batch of 1");
        return [];
    }

    /// <summary>[C,spatial…] of a tensor [1,C,spatial…].</summary>
    /// <param name="cx">Gets refusals.</param>
    /// <param name="node">For messages.</param>
    /// <param name="value">The tensor.</param>
    /// <param name="axes">How many axes the blob has to have.</param>
    protected static long[] Sample(WriteContext cx, Node node, Value value, int axes)
    {
        var shape = value.Type.Shape!;
        if (shape.Rank == axes + 1 && shape[0] == 1) return [.. shape.Extents.Skip(1)];
        cx.Fail(
            node, shape.Rank == axes + 1
                ? $"its batch is {shape[0]}, and ncnn computes one sample at a time; convert with a batch of 1 (--input-shape)"
                : $"ncnn takes {axes - 1} spatial axes here, and its input is {shape}");
        return [];
    }

    /// <summary>The value as a blob of those extents.</summary>
    protected static Value Shaped(WriteContext cx, Node node, Value value, long[] dims)
    {
        if (Stored(value) is { } constant) return ModelGraph.NewConstant(value.Name, constant.Reshape(NcnnDims.Shape(dims)));
        if (Dims(cx, node, value).SequenceEqual(dims)) return value;
        var shaped = Temporary(cx, $"{value.Name}/blob", dims);
        cx.Emit(Reshape(dims), [value], [shaped]);
        return shaped;
    }

    /// <summary>Writes a layer that makes a blob of those extents where the output may be of others with as many elements.</summary>
    protected static void Emit(WriteContext cx, Node node, RawNode raw, IReadOnlyList<Value> inputs, long[] dims)
    {
        var output = node.Output;
        if (Dims(cx, node, output).SequenceEqual(dims))
        {
            cx.Emit(raw, inputs, [output]);
            return;
        }
        var made = Temporary(cx, $"{output.Name}/made", dims);
        cx.Emit(raw, inputs, [made]);
        cx.Emit(Reshape(Dims(cx, node, output)), [made], [output]);
    }

    protected static Value Temporary(WriteContext cx, string name, long[] dims) =>
        cx.Temporary(name, new TensorType(ElementType.Float32, NcnnDims.Shape(dims)), null);

    protected static RawNode Reshape(long[] dims) => Raw("Reshape", [.. NcnnDims.Parameters(dims)]);

    /// <summary>What is stored of a value in float32 or float16; null where it is computed.</summary>
    protected static Tensor? Stored(Value? value) => value switch
    {
        null => null,
        { Constant: { } constant, Quantization: null } => constant,
        { Producer: { Operator: Dequantize } stored } when stored.Input(0) is { Constant: { Element: ElementType.Float16 } half } => half,
        _ => null,
    };

    /// <summary>A constant that the layer stores as its own.</summary>
    protected static Tensor Weight(WriteContext cx, Node node, int index)
    {
        if (Stored(node.Input(index)) is { } tensor) return tensor;
        cx.Fail(node, $"ncnn takes only constant weights here, and '{node.Input(index).Name}' is computed");
        return Tensor.Scalar(0f);
    }

    /// <summary>Weights as a constant of the layer.</summary>
    protected static Value Own(Node node, string name, Tensor tensor) => ModelGraph.NewConstant($"{node.Name}/{name}", tensor);

    /// <summary>Weights of a shape as float32, for what is read.</summary>
    protected static Value Read(ReadContext cx, int index, params ReadOnlySpan<long> extents)
    {
        var shape = new Shape(extents);
        var tensor = cx.Input(index).Constant!;
        if (tensor.Shape.ElementCount != shape.ElementCount)
            cx.Fail($"it has {tensor.Shape.ElementCount} weights for {shape}");
        if (tensor.Element == ElementType.Int8) cx.Fail("layers in int8 are not read; give the float32 model");
        var value = cx.Constant(tensor.Reshape(shape));
        return tensor.Element == ElementType.Float16 ? cx.Emit(new Dequantize(), value) : value;
    }

    /// <summary>An axis of a blob, where negative ones count from the end, as that of the tensor.</summary>
    protected static int Axis(ReadContext cx, int axis)
    {
        var rank = cx.Shape(0).Rank - 1;
        if (axis < -rank || axis >= rank) cx.Fail($"axis {axis} is out of range for a blob of {rank} axes");
        return (axis < 0 ? axis + rank : axis) + 1;
    }

    /// <summary>Whether the batch of a tensor stays what it is where an axis is worked on; the blob's extents and axis then.</summary>
    protected static (long[] Dims, int Axis) Along(WriteContext cx, Node node, Value value, int axis)
    {
        var shape = value.Type.Shape!;
        if (NcnnDims.HasBatch(shape) && axis > 0) return (Dims(cx, node, value), axis - 1);
        if (shape.Rank > NcnnDims.MostAxes) cx.Fail(node, $"it works along the batch of {shape}, which ncnn does not have");
        return ([.. shape.Extents], axis);
    }
}

/// <summary>A binding that also writes <typeparamref name="TOperator"/>.</summary>
internal abstract class NcnnBinding<TOperator>(params string[] types) : NcnnBinding(types) where TOperator : Operator
{
    public override Type Writes => typeof(TOperator);

    protected static TOperator Of(Node node) => (TOperator)node.Operator;
}
