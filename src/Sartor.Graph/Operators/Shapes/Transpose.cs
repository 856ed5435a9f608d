using System.Collections.Immutable;
using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

/// <summary>Permutes axes. ONNX Transpose 1–21; TFLite TRANSPOSE.</summary>
public sealed record Transpose(Permutation Permutation) : Operator
{
    public override ImmutableArray<TensorType> Infer(InferenceInputs inputs)
    {
        var input = inputs.Type(0);
        if (Permutation.Rank != input.Shape!.Rank || !Permutation.IsValid) inputs.Fail($"{Permutation} does not permute {input.Shape}");
        return [input with { Shape = Permutation.Apply(input.Shape) }];
    }

    /// <summary>A permuted operand needs no permuted result: T_q(T_r(x)) with q = r⁻¹ · p.</summary>
    public override AxisPropagation? PermuteThrough(Permutation permutation, int input, NodeTypes types) =>
        new(new Transpose(permutation.Inverse().Then(Permutation)), [permutation], [null]);

    public override ImmutableArray<Tensor>? Evaluate(IReadOnlyList<Tensor?> inputs) =>
        inputs[0]!.Element.Bits() < 8 ? null : [TensorTranspose.Apply(inputs[0]!, Permutation)];

    internal sealed class Onnx() : OnnxBinding<Transpose>("Transpose")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override void Write(Node node, WriteContext cx) => cx.Emit(
            Raw("Transpose", ("perm", Of(node).Permutation.Axes.Select(a => (long)a).ToEquatableArray())), node.Inputs, node.Outputs);

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var rank = cx.Shape(0).Rank;
            var axes = cx.Raw.Has("perm") ? cx.Raw.Ints("perm").Items : [.. Enumerable.Range(0, rank).Reverse().Select(i => (long)i)];
            return [cx.Emit(new Transpose(new Permutation(axes.Select(a => (int)(a < 0 ? a + rank : a)).ToEquatableArray())), cx.Input(0))];
        }
    }

    internal sealed class TFLite() : TFLiteBinding<Transpose>("TRANSPOSE")
    {
        // What version 4 takes; higher ranks came after runtime 2.9.
        private const int HighestRank = 5;
        private static readonly TFLiteVersions Versions = new(2, 5) { Bool = 3, HighRank = 4 };

        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var axes = cx.ConstantInput(1).ToInt64s().Select(a => cx.Axis(checked((int)a), 0));
            return [cx.Emit(new Transpose(new Permutation(axes.ToEquatableArray())), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx)
        {
            var permutation = ((Transpose)node.Operator).Permutation;
            if (permutation.Rank > HighestRank) WriteCoalesced(node, permutation, cx);
            else Emit(node, permutation, Versions.Of(node), node.Input(0), node.Output, cx);
        }

        private static void Emit(Node node, Permutation permutation, int version, Value from, Value to, WriteContext cx) =>
            cx.Emit(
                RawNode.Of("tflite", "TRANSPOSE", version),
                [from, cx.Constant($"{node.Name}/perm", Tensor.Vector(permutation.Axes.AsSpan()))], [to]);

        /// <summary>Axes that stay side by side move as one, between two reshapes.</summary>
        private static void WriteCoalesced(Node node, Permutation permutation, WriteContext cx)
        {
            var x = node.Input(0);
            var runs = Runs(permutation, x.Type.Shape!);
            if (runs.Count > HighestRank)
                cx.Fail(node, $"{permutation} of {x.Type.Shape} moves {runs.Count} groups of axes; runtime 2.9 moves {HighestRank}");
            var starts = runs.Select(r => r.Start).Order().ToArray();
            var merged = new Permutation(runs.Select(r => Array.IndexOf(starts, r.Start)).ToEquatableArray());
            var after = new Shape([.. runs.Select(r => r.Extent)]);
            var before = merged.Inverse().Apply(after);
            Value Part(string name, Shape shape) => cx.Temporary($"{node.Name}/{name}", x.Type with { Shape = shape }, x.Quantization);
            Value flat = Part("merged", before), moved = Part("moved", after);
            Reshape.TFLite.Emit(cx, x, flat, flat.Name);
            Emit(node, merged, before.Rank > 4 ? 4 : 3, flat, moved, cx);
            Reshape.TFLite.Emit(cx, moved, node.Output, node.Name);
        }

        // Runs of input axes in the order of the result; axes of extent 1 carry no elements and are left out.
        private static List<(int Start, long Extent)> Runs(Permutation permutation, Shape shape)
        {
            var runs = new List<(int Start, long Extent)>();
            var axes = permutation.Axes.Items.Where(a => shape[a] != 1).ToArray();
            var kept = axes.Order().ToArray();
            for (var i = 0; i < axes.Length; i++)
            {
                var follows = i > 0 && Array.IndexOf(kept, axes[i]) == Array.IndexOf(kept, axes[i - 1]) + 1;
                if (follows) runs[^1] = (runs[^1].Start, runs[^1].Extent * shape[axes[i]]);
                else runs.Add((axes[i], shape[axes[i]]));
            }
            return runs;
        }
    }
}
