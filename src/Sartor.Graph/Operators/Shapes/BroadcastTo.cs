using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>The elements repeated to a shape by NumPy's broadcasting. ONNX Expand 8–13; TFLite BROADCAST_TO.</summary>
/// <param name="Extents">The result's extents.</param>
public sealed record BroadcastTo(EquatableArray<long> Extents) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var shape = new Shape(Extents.AsSpan());
        if (Shape.Broadcast(inputs.Shape(0), shape) != shape) inputs.Fail($"{inputs.Shape(0)} does not broadcast to {shape}");
        return [inputs.Type(0) with { Shape = shape }];
    }

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        permutation.Rank == Extents.Count
        ? AxisPropagations.FirstInput(new BroadcastTo(permutation.Apply(Extents)), permutation, types)
        : null;

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        var shape = new Shape(Extents.AsSpan());
        return ElementCopy.Works(x.Element) ? [ElementCopy.Strided(x, shape, 0, Broadcasting.Steps(x.Shape, shape))] : null;
    }

    internal sealed class Onnx() : OnnxBinding<BroadcastTo>("Expand")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("Expand"), [node.Input(0), Ints(cx, $"{node.Name}/shape", Of(node).Extents)], node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var target = new Shape(cx.ConstantInput(1).ToInt64s());
            if (Shape.Broadcast(cx.Shape(0), target) is not { } shape)
            {
                cx.Fail($"{cx.Shape(0)} does not broadcast to {target}");
                return [];
            }
            return [shape == cx.Shape(0) ? cx.Input(0) : cx.Emit(new BroadcastTo(shape.Extents.ToEquatableArray()), cx.Input(0))];
        }
    }

    // Version 1 was withdrawn.
    internal sealed class TFLite() : TFLiteBinding<BroadcastTo>("BROADCAST_TO")
    {
        private static readonly TFLiteVersions Versions = new(3, 3);

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new BroadcastTo(Target(cx, 1)), cx.Input(0))];

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            RawNode.Of("tflite", "BROADCAST_TO", Math.Max(2, Versions.Of(node))),
            [
                node.Input(0),
                cx.Constant(
                    $"{node.Name}/shape", Tensor.Vector<int>([.. ((BroadcastTo)node.Operator).Extents.Select(e => checked((int)e))]))],
            node.Outputs);
    }

    internal sealed class TFLiteFill() : OperatorBinding("tflite", "FILL")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx) => [cx.Emit(new BroadcastTo(Target(cx, 0)), cx.Input(1))];
    }

    private static EquatableArray<long> Target(ReadContext cx, int input)
    {
        var extents = cx.ConstantInput(input).ToInt64s();
        if (extents.Any(e => e < 0)) cx.Fail($"shape [{string.Join(',', extents)}] has a negative dimension");
        return extents.ToEquatableArray();
    }
}
