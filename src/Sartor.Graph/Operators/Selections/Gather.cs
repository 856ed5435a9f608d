using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;
using Sartor.Graph.Operators.Elementwise;
using Sartor.Graph.Operators.Shapes;

namespace Sartor.Graph.Operators.Selections;

/// <summary>
/// Slices of data along an axis by index: inputs data and indices; the result has the axes of the indices in place of the axis.
/// Negative indices count from the end. ONNX Gather 1–13; TFLite GATHER.
/// </summary>
/// <param name="Axis">0 … rank of data −1.</param>
/// <param name="BatchAxes">The first so many axes of both inputs run in step (TFLite); ≤ Axis.</param>
public sealed record Gather(int Axis, int BatchAxes = 0) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var data = inputs.Shape(0, 1);
        inputs.Axis(Axis, data.Rank);
        var indices = inputs.Shape(1, BatchAxes);
        if (BatchAxes < 0 || BatchAxes > Axis || !data.Extents.Take(BatchAxes).SequenceEqual(indices.Extents.Take(BatchAxes)))
            inputs.Fail($"the first {BatchAxes} axes of {data} and {indices} differ");
        return [inputs.Type(0) with { Shape = Result(data, indices) }];
    }

    private Shape Result(Shape data, Shape indices) =>
        new([.. data.Extents.Take(Axis), .. indices.Extents.Skip(BatchAxes), .. data.Extents.Skip(Axis + 1)]);

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types)
    {
        if (BatchAxes > 0) return null;
        var rank = types.InputRank(1);
        var axis = input == 0 ? permutation.NewAxis(Axis) : Axis;
        IEnumerable<int> Block(IEnumerable<int> order) => order.Select(i => i + Axis);
        IEnumerable<int> data = input == 0 ? permutation.Axes.Items : Enumerable.Range(0, types.InputRank(0));
        var block = Block(input == 1 ? permutation.Axes.Items : Enumerable.Range(0, rank)).ToArray();
        var axes = data.SelectMany(a => a == Axis ? block : [a < Axis ? a : a + rank - 1]);
        return new AxisPropagation(
            this with { Axis = axis }, [input == 0 ? permutation : null, input == 1 ? permutation : null],
            [new Permutation(axes.ToEquatableArray())]);
    }

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        Tensor data = inputs[0]!, indices = inputs[1]!;
        if (!ElementCopy.Works(data.Element) || !indices.Element.IsInteger()) return null;
        var places = indices.ToInt64s();
        var extent = data.Shape[Axis];
        if (places.Any(p => p < -extent || p >= extent)) return null;
        var shape = Result(data.Shape, indices.Shape);
        long[] strides = data.Shape.Strides(), indexStrides = indices.Shape.Strides();
        var rank = indices.Shape.Rank;
        return [ElementCopy.Select(data, shape, null, index =>
        {
            long place = 0, at = 0;
            for (var i = 0; i < BatchAxes; i++) at += index[i] * indexStrides[i];
            for (var i = BatchAxes; i < rank; i++) at += index[Axis + i - BatchAxes] * indexStrides[i];
            for (var i = 0; i < strides.Length; i++)
            {
                if (i != Axis) place += index[i < Axis ? i : i + rank - BatchAxes - 1] * strides[i];
            }
            return place + ((places[at] < 0 ? places[at] + extent : places[at]) * strides[Axis]);
        })];
    }

    internal sealed class Onnx() : OnnxBinding<Gather>("Gather")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override void Write(Node node, WriteContext cx)
        {
            if (Of(node).BatchAxes > 0) cx.Fail(node, $"ONNX's Gather has no batch axes, and this one has {Of(node).BatchAxes}");
            cx.Emit(Raw("Gather", ("axis", (long)Of(node).Axis)), node.Inputs, node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Gather(cx.Axis(cx.Raw.Int32("axis", 0), 0)), cx.Input(0), cx.Input(1))];
    }

    /// <summary>
    /// GatherND 11–13: the places that the last axis of the indices names, one coordinate each, as one index into the axes that they count
    /// along.
    /// </summary>
    internal sealed class OnnxGatherND() : OnnxBinding("GatherND")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            Shape data = cx.Shape(0), indices = cx.Shape(1);
            int batch = cx.Raw.Int32("batch_dims", 0), depth = indices.Rank == 0 ? 0 : (int)Math.Min(indices[-1], int.MaxValue);
            if (batch < 0 || batch >= Math.Min(data.Rank, indices.Rank) || depth < 1 || depth > data.Rank - batch
                || !data.Extents.Take(batch).SequenceEqual(indices.Extents.Take(batch)))
                cx.Fail($"indices {indices} with {batch} batch axes do not fit {data}");
            if (data.ElementCount is 0 or > int.MaxValue) cx.Fail($"{data} is empty or larger than indices count");
            var counted = new Shape([.. data.Extents.Take(batch + depth)]);
            var element = cx.Input(1).Type.Element;
            Value Vector(IEnumerable<long> values) => cx.Constant(Tensor.Vector<long>([.. values]).ConvertTo(element));
            var index = cx.Emit(new Modulo(Truncated: false), cx.Input(1), Vector(counted.Extents.Skip(batch)));
            if (depth > 1) index = cx.Emit(new Mul(), index, Vector(counted.Strides().Skip(batch)));
            index = Sum(cx, index, indices);
            if (batch > 0) index = cx.Emit(new Add(), index, cx.Constant(Starts(cx, counted, batch, indices.Rank - 1).ConvertTo(element)));
            var rows = cx.Emit(new Reshape([counted.ElementCount, .. data.Extents.Skip(batch + depth)]), cx.Input(0));
            return [cx.Emit(new Gather(0), rows, index)];
        }

        // Of the coordinates, one axis less; a reduction is defined behind this folder.
        private static Value Sum(ReadContext cx, Value parts, Shape indices)
        {
            Value? sum = null;
            for (long k = 0; k < indices[-1]; k++)
            {
                var place = Slice.FromBounds(indices, [indices.Rank - 1], [k], [k + 1], [1]);
                var part = indices[-1] == 1 ? parts : cx.Emit(place, parts);
                sum = sum is null ? part : cx.Emit(new Add(), sum, part);
            }
            return cx.Emit(new Reshape([.. indices.Extents.SkipLast(1)]), sum!);
        }

        // Where each batch begins; the rank is that of the index.
        private static Tensor Starts(ReadContext cx, Shape counted, int batch, int rank)
        {
            var shape = new Shape([.. counted.Extents.Take(batch), .. Enumerable.Repeat(1L, rank - batch)]);
            cx.TakeElements(shape.ElementCount);
            var step = counted.ElementCount / shape.ElementCount;
            return Tensor.Create(shape, [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => i * step)]);
        }
    }

    internal sealed class TFLite() : TFLiteBinding<Gather>("GATHER")
    {
        private static readonly TFLiteVersions Versions = new(2, 4) { Bool = 3 };

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var batch = cx.Raw.Int32("batch_dims", 0);
            return [cx.Emit(
                new Gather(cx.Axis(cx.Raw.Int32("axis", 0), 0), batch < 0 ? batch + cx.Shape(1).Rank : batch), cx.Input(0), cx.Input(1))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Gather)node.Operator;
            var attributes = new Dictionary<string, object> { ["axis"] = (long)op.Axis, ["batch_dims"] = (long)op.BatchAxes };
            var version = op.BatchAxes > 0 ? 5 : Versions.Of(node);
            cx.Emit(RawNode.Of("tflite", "GATHER", version, attributes), [node.Input(0), Indices(node, cx, op.Axis)], node.Outputs);
        }

        /// <summary>A GATHER along one axis with constant indices.</summary>
        /// <param name="context">Takes it.</param>
        /// <param name="x">The data.</param>
        /// <param name="axis">0 … rank−1.</param>
        /// <param name="indices">Of the elements that are taken, in order.</param>
        /// <param name="output">The result.</param>
        internal static void Emit(WriteContext context, Value x, int axis, int[] indices, Value output)
        {
            var version = x.Type.Element switch
            {
                ElementType.Int8 => Versions.Int8,
                ElementType.Int16 => Versions.Int16,
                ElementType.Bool => Versions.Bool,
                _ => 1,
            };
            var attributes = new Dictionary<string, object> { ["axis"] = (long)axis, ["batch_dims"] = 0L };
            context.Emit(
                RawNode.Of("tflite", "GATHER", version, attributes),
                [x, context.Constant($"{output.Name}/indices", Tensor.Vector<int>(indices))], [output]);
        }

        // TFLite has no indices from the end.
        private static Value Indices(Node node, WriteContext cx, int axis)
        {
            var indices = node.Input(1);
            if (indices.Constant is not { } constant || !constant.ToInt64s().Any(i => i < 0)) return indices;
            var extent = node.Input(0).Type.Shape![axis];
            var positive = constant.ToInt64s().Select(i => checked((int)(i < 0 ? i + extent : i))).ToArray();
            return cx.Constant($"{node.Name}/indices", Tensor.Create(constant.Shape, positive));
        }
    }
}
