using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>Any number of tensors one after the other along an axis. ONNX Concat 4–13; TFLite CONCATENATION.</summary>
/// <param name="Axis">0 … rank−1.</param>
/// <param name="Activation">Applied to the result.</param>
public sealed record Concat(int Axis, Activation Activation = Activation.None) : Operator, IFusedActivation
{
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var first = inputs.Shape(0, 1);
        inputs.Axis(Axis, first.Rank);
        var extent = first[Axis];
        for (var i = 1; i < inputs.Count; i++)
        {
            var other = inputs.Shape(i);
            if (other.Rank != first.Rank || other.With(Axis, 0) != first.With(Axis, 0))
                inputs.Fail($"{first} and {other} do not line up along axis {Axis}");
            if (inputs.Element(i) != inputs.Element(0))
                inputs.Fail($"element types {inputs.Element(0).Label()} and {inputs.Element(i).Label()} differ");
            extent = checked(extent + other[Axis]);
        }
        return [inputs.Type(0) with { Shape = first.With(Axis, extent) }];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        AxisPropagations.All(this with { Axis = permutation.NewAxis(Axis) }, permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var first = inputs[0]!;
        if (!ElementCopy.Works(first.Element) || Activation != Activation.None) return null;
        var shape = first.Shape.With(Axis, inputs.Sum(t => t!.Shape[Axis]));
        var size = first.Element.Bits() / 8;
        var bytes = new byte[checked(shape.ElementCount * size)];
        var at = 0;
        var outer = AxisRuns.Along(shape, Axis).Outer;
        for (var o = 0; o < outer; o++)
        {
            foreach (var tensor in inputs)
            {
                var length = tensor!.Data.Length / (int)outer;
                tensor.Data.Span.Slice(o * length, length).CopyTo(bytes.AsSpan(at));
                at += length;
            }
        }
        return [new Tensor(first.Element, shape, bytes)];
    }

    internal sealed class Onnx() : OnnxBinding<Concat>("Concat")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsOutput;

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("Concat", ("axis", (long)Of(node).Axis)), node.Inputs, node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            for (var i = 0; i < cx.InputCount; i++) cx.Input(i);
            return [cx.Emit(new Concat(cx.Axis(cx.Raw.Int32("axis"), 0)), [.. cx.Inputs])];
        }
    }

    internal sealed class TFLite() : TFLiteBinding<Concat>("CONCATENATION")
    {
        private static readonly TFLiteVersions Versions = new(2, 3) { UInt32 = 4 };

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsOutput;

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Concat(cx.Axis(cx.Raw.Int32("axis", 0), 0), TFLiteActivations.Read(cx.Raw)), [.. cx.Inputs])];

        public override void Write(Node node, WriteContext cx)
        {
            var op = (Concat)node.Operator;
            var attributes = new Dictionary<string, object> { ["axis"] = (long)op.Axis };
            if (op.Activation != Activation.None) attributes[TFLiteActivations.Attribute] = TFLiteActivations.Code(op.Activation);
            cx.Emit(RawNode.Of("tflite", "CONCATENATION", Versions.Of(node), attributes), node.Inputs, node.Outputs);
        }
    }

    /// <summary>PACK stacks tensors along a new axis.</summary>
    internal sealed class TFLitePack() : OperatorBinding("tflite", "PACK")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var axis = cx.Raw.Int32("axis", 0);
            if (axis < -x.Rank - 1 || axis > x.Rank) cx.Fail($"axis {axis} is out of range for {x}");
            if (axis < 0) axis += x.Rank + 1;
            long[] extents = [.. x.Extents.Take(axis), 1, .. x.Extents.Skip(axis)];
            var parts = cx.Inputs.Select((_, i) => cx.Emit(new Reshape(extents.ToEquatableArray()), cx.Input(i))).ToArray();
            return [cx.Emit(new Concat(axis), parts)];
        }
    }
}
