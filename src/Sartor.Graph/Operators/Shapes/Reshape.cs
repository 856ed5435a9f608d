using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>
/// The same elements in the same order under another shape. ONNX Reshape 1–21, Flatten 1–21, Squeeze and Unsqueeze 1–21; TFLite
/// RESHAPE, SQUEEZE, EXPAND_DIMS.
/// </summary>
/// <param name="Extents">The result's extents; at most one is −1 and follows from the others.</param>
public sealed partial record Reshape(EquatableArray<long> Extents) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var input = inputs.Type(0);
        return [input with { Shape = Resolve(input.Shape!) ?? Mismatch(inputs) }];
    }

    private Shape Mismatch(InferenceInputs inputs)
    {
        inputs.Fail($"{inputs.Shape(0)} does not reshape to {Extents}");
        return null;
    }

    private Shape? Resolve(Shape input)
    {
        var extents = Extents.Items.ToArray();
        var open = Array.IndexOf(extents, -1);
        if (open >= 0)
        {
            var rest = extents.Where((_, i) => i != open).Aggregate(1L, (a, b) => checked(a * b));
            if (rest == 0 || input.ElementCount % rest != 0) return null;
            extents[open] = input.ElementCount / rest;
        }
        if (extents.Any(e => e < 0)) return null;
        var shape = new Shape(extents);
        return shape.ElementCount == input.ElementCount ? shape : null;
    }

    /// <summary>
    /// A permutation passes when each run of input axes that merge or split stays together and in order: [N,C,H,W] → [N,G,C/G,H,W]
    /// passes NCHW→NHWC as [N,H,W,C] → [N,H,W,G,C/G].
    /// </summary>
    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types)
    {
        if (AxisGroups.Between(types.Inputs[0]!.Shape!, types.OutputShape) is not { } groups) return null;
        if (AxisGroups.PermuteThrough(groups, permutation, types.Inputs[0]!.Shape!, types.OutputShape) is not { } output) return null;
        return new AxisPropagation(new Reshape([.. output.Apply(types.OutputShape).Extents]), [permutation], [output]);
    }

    /// <summary>A reshape is undone by one, through whose runs a permutation of the result passes backwards.</summary>
    public override AxisPropagation? PermuteBack(Permutation permutation, NodeTypes types)
    {
        Shape input = types.Inputs[0]!.Shape!, output = types.OutputShape;
        if (AxisGroups.Between(output, input) is not { } groups
            || AxisGroups.PermuteThrough(groups, permutation, output, input) is not { } back)
            return null;
        return new AxisPropagation(new Reshape([.. permutation.Apply(output).Extents]), [back], [permutation]);
    }

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs) =>
        Resolve(inputs[0]!.Shape) is { } shape ? [inputs[0]!.Reshape(shape)] : null;

    private static Reshape To(Shape shape) => new(shape.Extents.ToEquatableArray());

    internal sealed class Onnx() : OnnxBinding<Reshape>("Reshape")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override void Write(Node node, WriteContext cx)
        {
            var extents = node.Output.Type.Shape!.Extents;
            var raw = extents.Contains(0) ? Raw("Reshape", ("allowzero", 1L)) : Raw("Reshape");
            cx.Emit(raw, [node.Input(0), Ints(cx, $"{node.Name}/shape", extents)], node.Outputs);
        }

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var target = cx.ConstantInput(1).ToInt64s().ToEquatableArray();
            if (cx.Raw.Int("allowzero", 0) == 0)
            {
                // 0 copies the input's extent at the same place.
                var input = cx.Shape(0);
                if (target.Items.Select((e, i) => e == 0 && i >= input.Rank).Any(bad => bad))
                    cx.Fail($"target {target} copies an axis that {input} does not have");
                target = target.Items.Select((e, i) => e == 0 ? input[i] : e).ToEquatableArray();
            }
            return [cx.Emit(new Reshape(target), cx.Input(0))];
        }
    }

    internal sealed class OnnxFlatten() : OnnxBinding("Flatten")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var input = cx.Shape(0);
            var axis = cx.Raw.Int32("axis", 1);
            if (axis < -input.Rank || axis > input.Rank) cx.Fail($"axis {axis} is out of range for {input}");
            if (axis < 0) axis += input.Rank;
            var outer = input.Extents.Take(axis).Aggregate(1L, (a, b) => a * b);
            var inner = input.Extents.Skip(axis).Aggregate(1L, (a, b) => a * b);
            return [cx.Emit(new Reshape([outer, inner]), cx.Input(0))];
        }
    }

    internal sealed class OnnxSqueeze() : OnnxBinding("Squeeze")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var input = cx.Shape(0);
            var given = cx.Raw.Version < 13 ? cx.Raw.Has("axes") ? cx.Raw.Ints("axes") : null : cx.OptionalInts(1);
            var axes = given?.Items.Select(a => a < 0 ? a + input.Rank : a).ToHashSet();
            var kept = input.Extents.Where((e, i) => axes is null ? e != 1 : !axes.Contains(i));
            return [cx.Emit(new Reshape(kept.ToEquatableArray()), cx.Input(0))];
        }
    }

    internal sealed class OnnxUnsqueeze() : OnnxBinding("Unsqueeze")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var input = cx.Shape(0);
            var axes = cx.Raw.Version < 13 ? cx.Raw.Ints("axes") : cx.ConstantInput(1).ToInt64s().ToEquatableArray();
            var rank = input.Rank + axes.Count;
            var ones = axes.Items.Select(a => a < 0 ? a + rank : a).ToHashSet();
            if (ones.Count != axes.Count || ones.Any(a => a < 0 || a >= rank)) cx.Fail($"axes {axes} do not fit {input}");
            var rest = new Queue<long>(input.Extents);
            var extents = Enumerable.Range(0, rank).Select(i => ones.Contains(i) ? 1 : rest.Dequeue());
            return [cx.Emit(new Reshape(extents.ToEquatableArray()), cx.Input(0))];
        }
    }
}
