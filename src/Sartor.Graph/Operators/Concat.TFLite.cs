using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators;

public sealed partial record Concat
{
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
