using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>The tensor repeated along each axis. ONNX Tile 6–13; TFLite TILE.</summary>
/// <param name="Repeats">How often, one ≥ 0 an axis.</param>
public sealed record Tile(EquatableArray<long> Repeats) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var x = inputs.Shape(0, Repeats.Count, Repeats.Count);
        return [inputs.Type(0) with { Shape = Result(x) }];
    }

    private Shape Result(Shape x) => new([.. x.Extents.Select((e, i) => checked(e * Repeats[i]))]);

    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        AxisPropagations.FirstInput(new Tile(permutation.Apply(Repeats)), permutation, types);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs)
    {
        var x = inputs[0]!;
        if (!ElementCopy.Works(x.Element)) return null;
        var strides = x.Shape.Strides();
        return [ElementCopy.Select(x, Result(x.Shape), null, index =>
        {
            long place = 0;
            for (var axis = 0; axis < index.Length; axis++) place += index[axis] % x.Shape[axis] * strides[axis];
            return place;
        })];
    }

    internal sealed class Onnx() : OnnxBinding<Tile>("Tile")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override void Write(Node node, WriteContext cx) =>
            cx.Emit(Raw("Tile"), [node.Input(0), Ints(cx, $"{node.Name}/repeats", Of(node).Repeats)], node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx) =>
            [cx.Emit(new Tile(cx.ConstantInput(1).ToInt64s().ToEquatableArray()), cx.Input(0))];
    }

    internal sealed class TFLite() : TFLiteBinding<Tile>("TILE")
    {
        private static readonly TFLiteVersions Versions = new(3);

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var repeats = cx.ConstantInput(1).ToInt64s();
            if (repeats.Length != cx.Shape(0).Rank || repeats.Any(r => r < 0))
                cx.Fail($"repeats [{string.Join(',', repeats)}] do not fit {cx.Shape(0)}");
            return [cx.Emit(new Tile(repeats.ToEquatableArray()), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            RawNode.Of("tflite", "TILE", Versions.Of(node)),
            [
                node.Input(0),
                cx.Constant($"{node.Name}/repeats", Tensor.Vector<int>([.. ((Tile)node.Operator).Repeats.Select(r => checked((int)r))]))],
            node.Outputs);
    }
}
