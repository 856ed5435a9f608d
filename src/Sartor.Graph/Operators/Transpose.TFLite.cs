using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Transpose
{
    internal sealed class TFLite() : TFLiteBinding<Transpose>("TRANSPOSE")
    {
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
            cx.Emit(
                RawNode.Of("tflite", "TRANSPOSE", permutation.Rank > 5 ? 6 : Versions.Of(node)),
                [node.Input(0), cx.Constant($"{node.Name}/perm", Tensor.Vector(permutation.Axes.AsSpan()))],
                node.Outputs);
        }
    }
}
