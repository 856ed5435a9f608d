using Sartor.Core;
using Sartor.Graph.Bindings;
using Sartor.Graph.Ir;

namespace Sartor.Graph.Operators.Shapes;

public sealed partial record Reshape
{
    internal sealed class TFLite() : TFLiteBinding<Reshape>("RESHAPE")
    {
        public override Int8Rule Int8(Operator op) => Int8Rule.SameAsInput;

        /// <summary>The shape is a second input, in old files an option.</summary>
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            if (cx.OptionalInts(1) is not { } target)
            {
                target = cx.Raw.Ints("new_shape", []);
                // Old files write a scalar as [0].
                if (target.Count == 1 && target[0] == 0) target = [];
            }
            return [cx.Emit(new Reshape(target), cx.Input(0))];
        }

        public override void Write(Node node, WriteContext cx) => Emit(cx, node.Input(0), node.Output, node.Name);

        /// <summary>Writes a RESHAPE from one value to another, or a SQUEEZE to a scalar: XNNPACK 2.9 reshapes to none.</summary>
        public static void Emit(WriteContext cx, Value from, Value to, string name)
        {
            if (to.Type.Shape!.Rank == 0 && from.Type.Shape!.Rank > 0)
            {
                var axes = Enumerable.Range(0, from.Type.Shape.Rank).Select(i => (long)i).ToEquatableArray();
                var version = from.Type.Element == ElementType.Int8 ? 2 : 1;
                cx.Emit(
                    RawNode.Of("tflite", "SQUEEZE", version, new Dictionary<string, object> { ["squeeze_dims"] = axes }), [from], [to]);
                return;
            }
            var shape = to.Type.Shape!.Extents.Select(e => checked((int)e)).ToArray();
            var attributes = new Dictionary<string, object> { ["new_shape"] = shape.Select(e => (long)e).ToEquatableArray() };
            cx.Emit(RawNode.Of("tflite", "RESHAPE", 1, attributes), [from, cx.Constant($"{name}/shape", Tensor.Vector<int>(shape))], [to]);
        }
    }

    internal sealed class TFLiteSqueeze() : OperatorBinding("tflite", "SQUEEZE")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var axes = cx.Raw.Ints("squeeze_dims", []).Select(a => cx.Axis(checked((int)a), 0)).ToHashSet();
            if (axes.Any(a => x[a] != 1)) cx.Fail($"the axes {string.Join(',', axes)} of {x} are not all 1");
            return [cx.Emit(
                new Reshape(x.Extents.Where((e, i) => axes.Count == 0 ? e != 1 : !axes.Contains(i)).ToEquatableArray()), cx.Input(0))];
        }
    }

    internal sealed class TFLiteExpandDims() : OperatorBinding("tflite", "EXPAND_DIMS")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            var axes = cx.ConstantInput(1).ToInt64s();
            if (axes.Length != 1 || axes[0] < -x.Rank - 1 || axes[0] > x.Rank)
                cx.Fail($"axis [{string.Join(',', axes)}] is out of range for {x}");
            var axis = (int)(axes[0] < 0 ? axes[0] + x.Rank + 1 : axes[0]);
            return [cx.Emit(new Reshape([.. x.Extents.Take(axis), 1, .. x.Extents.Skip(axis)]), cx.Input(0))];
        }
    }

    /// <summary>Shapes are known when a graph is built, so SHAPE and RANK are constants.</summary>
    internal sealed class TFLiteShape() : OperatorBinding("tflite", "SHAPE", "RANK")
    {
        public override IReadOnlyList<Value> Read(ReadContext cx)
        {
            var x = cx.Shape(0);
            if (cx.Raw.Type == "RANK") return [cx.Constant(Tensor.Scalar(x.Rank))];
            var element = cx.OutputType(0).Element == ElementType.Int64 ? ElementType.Int64 : ElementType.Int32;
            return [cx.Constant(Tensor.Vector(x.Extents.AsSpan()).ConvertTo(element))];
        }
    }
}
